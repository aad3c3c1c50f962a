using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text;
using Portal.Setup.Machines;

namespace Portal.Setup.Windows;

/// <summary>
/// Runs that the end of the guest's agent does not reach, and one at the next start of Windows. What they run is a copy on the
/// guest's own disk, in a folder that administrators alone write to.
/// </summary>
internal static class ScheduledTasks
{
    private const string AtStart = "Guest Tools network";

    public static void RunNow(WindowsMachine machine, string runId, IList<string> arguments)
    {
        var folder = Path.Combine(machine.DataFolder, "run");
        machine.MakeSafeFolder(folder);
        var program = Copy(folder);
        // A task's command line ends at 261 characters: it calls a file that has the whole of it.
        var script = Path.Combine(folder, runId + ".cmd");
        var words = new string[arguments.Count];
        arguments.CopyTo(words, 0);
        File.WriteAllText(
            script,
            "@echo off\r\nchcp 65001 >nul\r\n\""
                + program
                + "\" "
                + ToolStart.Quote(words).Replace("%", "%%")
                + "\r\n",
            new UTF8Encoding(false)
        );
        Create(machine, NameOf(runId), script, "/sc", "once", "/st", "00:00");
        Require(
            machine.Run(new ToolStart(machine.Tool("schtasks.exe"), "/run", "/tn", NameOf(runId))),
            "it cannot run apart from the agent"
        );
    }

    public static void Remove(WindowsMachine machine, string runId)
    {
        Delete(machine, NameOf(runId));
        var script = Path.Combine(Path.Combine(machine.DataFolder, "run"), runId + ".cmd");
        if (File.Exists(script))
        {
            File.Delete(script);
        }
    }

    public static void RunAtStart(WindowsMachine machine)
    {
        var folder = Path.Combine(machine.DataFolder, "run");
        machine.MakeSafeFolder(folder);
        var program = Copy(folder);
        var script = Path.Combine(folder, "network.cmd");
        File.WriteAllText(
            script,
            "@\"" + program + "\" " + SetupProgram.RestoreVerb + "\r\n",
            new UTF8Encoding(false)
        );
        Create(machine, AtStart, script, "/sc", "onstart");
    }

    public static void RemoveAtStart(WindowsMachine machine) => Delete(machine, AtStart);

    private static string NameOf(string runId) => "Guest Tools " + runId;

    private static string Copy(string folder)
    {
        var own = Assembly.GetExecutingAssembly().Location;
        var copy = Path.Combine(folder, "setup.exe");
        if (!string.Equals(own, copy, StringComparison.OrdinalIgnoreCase))
        {
            File.Copy(own, copy, overwrite: true);
            // A disc's files are read-only, and so would be the copy of the next.
            File.SetAttributes(copy, FileAttributes.Normal);
        }

        return copy;
    }

    private static void Create(
        WindowsMachine machine,
        string name,
        string script,
        params string[] when
    )
    {
        var words = new List<string>
        {
            "/create",
            "/f",
            "/tn",
            name,
            "/tr",
            "\"" + script + "\"",
            "/ru",
            "SYSTEM",
            "/rl",
            "HIGHEST",
        };
        words.AddRange(when);
        Require(
            machine.Run(new ToolStart(machine.Tool("schtasks.exe"), words.ToArray())),
            "the task '" + name + "' cannot be made"
        );
    }

    private static void Delete(WindowsMachine machine, string name) =>
        machine.Run(new ToolStart(machine.Tool("schtasks.exe"), "/delete", "/f", "/tn", name));

    private static void Require(ToolEnd end, string message)
    {
        if (end.Code != 0)
        {
            throw new SetupException(ExitCode.Failed, message + ": " + end.Output.Trim());
        }
    }
}
