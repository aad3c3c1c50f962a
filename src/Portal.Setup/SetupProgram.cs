using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using Portal.Setup.Disc;
using Portal.Setup.Guests;
using Portal.Setup.Machines;
using Portal.Setup.Network;
using Portal.Setup.Runs;

namespace Portal.Setup;

/// <summary>The program, on a machine: what a run needs around it.</summary>
internal sealed class SetupProgram(
    Machine machine,
    string discRoot,
    TextWriter output,
    TextWriter errors
)
{
    /// <summary>How Windows is asked, at its start, to give adapters back what they had.</summary>
    public const string RestoreVerb = "restore-network";

    private static readonly string[] Agents =
    [
        "qemu-ga.exe",
        "vdagent.exe",
        "vdservice.exe",
        "vmtoolsd.exe",
        "vboxservice.exe",
        "xenguestagent.exe",
    ];

    /// <summary>Does what the arguments say and gives the exit code.</summary>
    public int Run(string[] arguments)
    {
        if (arguments.Length == 1 && arguments[0] == RestoreVerb)
        {
            var keeper = new AdapterKeeper(machine);
            keeper.Restore();
            keeper.End(isRebootNeeded: false);
            machine.EndRestoreAtStart();
            return ExitCode.Ok;
        }

        CommandLine line;
        try
        {
            line = CommandLine.Read(arguments);
        }
        catch (SetupException e)
        {
            errors.WriteLine("setup.exe: " + e.Message);
            return e.Exit;
        }

        if (line.WantsHelp)
        {
            output.Write(CommandLine.Help);
            return ExitCode.Ok;
        }

        if (line.Verb == null)
        {
            errors.Write(CommandLine.Help);
            return ExitCode.Usage;
        }

        return Run(line, arguments);
    }

    /// <summary>Shows what would be done, asks, and does it.</summary>
    public int RunForPerson(TextReader input)
    {
        output.WriteLine("What is on this disc for this Windows:");
        output.WriteLine();
        Run(["install", "--dry-run"]);
        output.WriteLine();
        output.Write("Install it? [y/N] ");
        var answer = (input.ReadLine() ?? "").Trim();
        var code = ExitCode.Ok;
        if (answer.StartsWith("y", StringComparison.OrdinalIgnoreCase))
        {
            code = Run(["install"]);
            output.WriteLine();
            output.WriteLine(
                code == ExitCode.Reboot ? "Done. Windows has to be restarted."
                : code is ExitCode.Ok or ExitCode.Current ? "Done."
                : "Not all of it could be done."
            );
            output.Write("Press Enter to close this window. ");
            input.ReadLine();
        }

        return code;
    }

    private int Run(CommandLine line, string[] arguments)
    {
        var guest = Facts(line);
        var screen = new Screen(output, errors, line.IsJson, line.LogFile);
        var result = new ResultDocument(line.RunId ?? NewRunId(), line.Verb!, line.IsDryRun, guest)
        {
            Started = Times.Text(machine.UtcNow),
            // The task that runs it names the disc.
            IsDetached = line.Disc != null,
        };
        int exit;
        IDisposable? locked = null;
        try
        {
            if (line.Changes)
            {
                locked = Prepare();
            }

            if (line.ResultFile != null)
            {
                result.AddFile(Path.GetFullPath(line.ResultFile));
            }

            if (line.Changes)
            {
                result.AddFile(Path.Combine(machine.DataFolder, "result.json"));
                if (IsToRunApart(line))
                {
                    locked!.Dispose();
                    locked = null;
                    return RunApart(line, arguments, screen, result);
                }
            }

            screen.Log(machine.UtcNow, "setup.exe " + line.Verb + ", run " + result.RunId);
            var disc = new DiscFolder(line.Disc ?? discRoot);
            exit = new SetupRun(machine, line, disc, guest, screen, result).Run();
        }
        catch (SetupException e)
        {
            screen.Error(e.Message);
            result.Message = e.Message;
            exit = e.Exit;
        }
        catch (Exception e)
        {
            // Whatever it is: the result says that the run ended, and how.
            screen.Error(e.Message);
            result.Message = e.GetType().Name + ": " + e.Message;
            exit = ExitCode.Failed;
        }
        finally
        {
            locked?.Dispose();
        }

        return End(line, screen, result, exit);
    }

    private int End(CommandLine line, Screen screen, ResultDocument result, int exit)
    {
        try
        {
            result.Put(Times.Text(machine.UtcNow), exit);
        }
        catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
        {
            screen.Error("the result cannot be written: " + e.Message);
        }

        screen.Document(result.Text);
        if (line.Changes)
        {
            machine.Log(
                exit is not (ExitCode.Ok or ExitCode.Reboot or ExitCode.Current),
                "Guest tools, " + line.Verb + ": exit code " + exit + ".\r\n\r\n" + result.Text
            );
        }

        if (line.Disc != null)
        {
            machine.EndApart(result.RunId);
        }

        return exit;
    }

    // What changes the guest has its folder, and is alone.
    private IDisposable Prepare()
    {
        if (!machine.IsAdministrator)
        {
            throw new SetupException(
                ExitCode.Failed,
                "this changes Windows: run it as an administrator"
            );
        }

        machine.MakeSafeFolder(machine.DataFolder);
        machine.MakeSafeFolder(Path.Combine(machine.DataFolder, "log"));
        return machine.TryLock()
            ?? throw new SetupException(ExitCode.Busy, "another run of it is at work");
    }

    // An agent's update ends the agent, and with it whatever the agent had started: this run too, half way through.
    private bool IsToRunApart(CommandLine line)
    {
        if (line.Detach != null || line.Disc != null)
        {
            return line.Disc == null && line.Detach == true;
        }

        foreach (var name in machine.Ancestors())
        {
            if (
                Array.Exists(
                    Agents,
                    a => string.Equals(a, name, StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private int RunApart(CommandLine line, string[] arguments, Screen screen, ResultDocument result)
    {
        var apart = new List<string>();
        foreach (var argument in arguments)
        {
            if (argument is not ("--detach" or "--json"))
            {
                apart.Add(argument);
            }
        }

        apart.Add("--disc");
        apart.Add(discRoot);
        if (line.RunId == null)
        {
            apart.Add("--run-id");
            apart.Add(result.RunId);
        }

        // Where it is now: the run apart begins elsewhere.
        foreach (var file in (string?[])[line.ResultFile, line.LogFile])
        {
            if (file != null)
            {
                Replace(apart, file, Path.GetFullPath(file));
            }
        }

        result.IsDetached = true;
        result.Put(null, null);
        machine.RunApart(result.RunId, apart);
        screen.Document(result.Text);
        screen.Line(
            "It runs on by itself. Its result, of the run "
                + result.RunId
                + ", is in "
                + Path.Combine(machine.DataFolder, "result.json")
                + " when that says \"ended\"."
        );
        return ExitCode.Ok;
    }

    private static void Replace(List<string> arguments, string file, string full)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == file)
            {
                arguments[i] = full;
            }
            else if (arguments[i].EndsWith("=" + file, StringComparison.Ordinal))
            {
                arguments[i] = arguments[i].Substring(0, arguments[i].Length - file.Length) + full;
            }
        }
    }

    private GuestFacts Facts(CommandLine line)
    {
        var facts = machine.ReadFacts();
        return line.Architecture == null ? facts : facts.On(line.Architecture);
    }

    private static string NewRunId()
    {
        var bytes = new byte[16];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
    }
}
