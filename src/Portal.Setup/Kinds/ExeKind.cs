using System;
using System.IO;
using Portal.Setup.Disc;
using Portal.Setup.Machines;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>
/// Installers of their makers' own, with the switches that the component gives them. Whether one is in place says Windows' list of
/// installed programs, where the component names it; without that, the state alone.
/// </summary>
internal sealed class ExeKind : Kind
{
    public override string Word => "exe";

    public override bool IsPresent(ComponentRun run, TableRow row) =>
        Find(run, row) != null || (row.Program == null && run.Recorded is { IsInstalled: true });

    public override Outcome Install(ComponentRun run, TableRow row)
    {
        var isThere = IsPresent(run, row);
        if (run.Order > 0 && isThere)
        {
            return Outcome.Of("newer", run.Recorded!.Version + " is in place");
        }

        if (run.Order == 0 && isThere)
        {
            if (!run.Recorded!.IsInstalled && !run.IsDryRun)
            {
                run.Complete(Word);
            }

            return Outcome.Of("current");
        }

        return PutIn(run, row, isThere);
    }

    public override Outcome Rollback(ComponentRun run, TableRow row)
    {
        if (run.Order <= 0)
        {
            return run.Order == 0
                ? Outcome.Of("current")
                : Outcome.Of("outdated", run.Recorded!.Version + " is in place");
        }

        return PutIn(run, row, IsPresent(run, row));
    }

    public override Outcome Status(ComponentRun run, TableRow row)
    {
        if (!IsPresent(run, row))
        {
            return Outcome.Of("absent");
        }

        return run.Recorded == null ? Outcome.Of("outdated", "it was not put here from such a disc")
            : run.Order > 0 ? Outcome.Of("newer", run.Recorded.Version + " is in place")
            : run.Order < 0 ? Outcome.Of("outdated", run.Recorded.Version + " is in place")
            : Outcome.Of("current");
    }

    public override Outcome Uninstall(ComponentRun run, TableRow? row)
    {
        var record = run.Recorded!;
        if (record.Before.Count > 0)
        {
            return Forgotten(run, "kept", record.Before[0] + " was there before");
        }

        // Put has the program's name in Windows' list; the disc may have another version, or nothing of it.
        var program = record.Put.Count > 0 ? run.Machine.FindProgram(record.Put[0]) : null;
        if (record.Put.Count > 0 && program == null)
        {
            return Forgotten(run, "absent", null);
        }

        if (Removal(run, row, program) is not { } start)
        {
            return Outcome.Of("kept", "there is no way to take it away");
        }

        if (run.IsDryRun)
        {
            return Would("removed");
        }

        var end = Codes.Patiently(run, start);
        if (end.Code is not (0 or 3010 or 1641 or Codes.NotInstalled))
        {
            return Codes.Failure(end);
        }

        run.Forget();
        return Outcome.Changed("removed", end.Code is 3010 or 1641);
    }

    private Outcome PutIn(ComponentRun run, TableRow row, bool isThere)
    {
        var done = DoneWord(run, isThere);
        if (run.IsDryRun)
        {
            return Would(done);
        }

        var record = run.Begin(Word);
        if (isThere && run.VersionBefore == null && row.Program != null)
        {
            record.Before.Add(row.Program);
            run.Keep(record);
        }

        var start = new ToolStart(run.Disc.PathOf(row.Files[0]))
        {
            Arguments = row.Switches,
            Folder = run.Disc.FolderOf(run.Component.Name),
        };
        var end = Codes.Patiently(run, start);
        if (!Codes.IsOk(end.Code, row))
        {
            if (run.VersionBefore == null && Find(run, row) == null)
            {
                run.Forget();
            }

            return Codes.Failure(end);
        }

        if (row.Program != null && !record.Put.Contains(row.Program))
        {
            record.Put.Clear();
            record.Put.Add(row.Program);
        }

        run.Complete(Word);
        return Outcome.Changed(done, Codes.IsRestart(end.Code, row));
    }

    private static InstalledProgram? Find(ComponentRun run, TableRow row) =>
        row.Program == null ? null : run.Machine.FindProgram(row.Program);

    private static Outcome Forgotten(ComponentRun run, string status, string? reason)
    {
        if (!run.IsDryRun)
        {
            run.Forget();
        }

        return Outcome.Of(status, reason);
    }

    private static ToolStart? Removal(ComponentRun run, TableRow? row, InstalledProgram? program)
    {
        if (!string.IsNullOrEmpty(program?.QuietUninstall))
        {
            return Start(program!.QuietUninstall!, "");
        }

        var switches = row?.Uninstall;
        if (!string.IsNullOrEmpty(program?.Uninstall) && switches != null)
        {
            return Start(program!.Uninstall!, switches);
        }

        // The same file takes it away, if the disc still has the version that was put here.
        return switches != null && run.Order == 0
            ? new ToolStart(run.Disc.PathOf(row!.Files[0])) { Arguments = switches }
            : null;
    }

    /// <summary>Parts a command line as Windows keeps it: a program, in quotation marks or up to ".exe", and the rest.</summary>
    internal static ToolStart Start(string command, string more)
    {
        command = command.Trim();
        int end;
        string file;
        if (
            command.StartsWith("\"", StringComparison.Ordinal)
            && command.IndexOf('"', 1) is var quote and > 0
        )
        {
            file = command.Substring(1, quote - 1);
            end = quote + 1;
        }
        else
        {
            var exe = command.IndexOf(".exe", StringComparison.OrdinalIgnoreCase);
            end =
                exe >= 0 ? exe + 4
                : command.IndexOf(' ') is var space and > 0 ? space
                : command.Length;
            file = command.Substring(0, end);
        }

        var folder = Path.IsPathRooted(file) ? Path.GetDirectoryName(file) : null;
        return new ToolStart(file)
        {
            Arguments = (command.Substring(end).Trim() + " " + more).Trim(),
            Folder = folder,
        };
    }
}
