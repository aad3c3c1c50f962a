using System;
using System.Globalization;
using System.IO;
using Portal.Setup.Disc;
using Portal.Setup.Machines;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>Scripts of a component: <c>.cmd</c>, <c>.bat</c> and <c>.ps1</c>, with the same words and codes as on other systems.</summary>
internal sealed class ScriptKind : Kind
{
    public override string Word => "script";

    public override bool IsPresent(ComponentRun run, TableRow row) =>
        run.Recorded != null || IsInPlace(run, row);

    public override Outcome Install(ComponentRun run, TableRow row)
    {
        if (run.Recorded == null)
        {
            return Act(run, row, "install", "installed");
        }

        if (run.Order > 0)
        {
            return Outcome.Of("newer", run.Recorded.Version + " is in place");
        }

        if (run.Order < 0)
        {
            return Act(run, row, "update", "updated");
        }

        if (!IsInPlace(run, row))
        {
            return Act(run, row, "install", "installed");
        }

        if (!run.Recorded.IsInstalled && !run.IsDryRun)
        {
            run.Complete(Word);
        }

        return Outcome.Of("current");
    }

    public override Outcome Rollback(ComponentRun run, TableRow row) =>
        run.Order > 0 ? Act(run, row, "update", "downgraded")
        : run.Order == 0 ? Outcome.Of("current")
        : Outcome.Of("outdated", run.Recorded!.Version + " is in place");

    public override Outcome Status(ComponentRun run, TableRow row)
    {
        var code = Run(run, row, "status").Code;
        if (code is < 0 or >= 126)
        {
            return Outcome.Unknown("exit code " + code.ToString(CultureInfo.InvariantCulture));
        }

        return code != 0 ? Outcome.Of("absent")
            : run.Recorded == null || run.Order == 0 ? Outcome.Of("current")
            : Outcome.Of(
                run.Order > 0 ? "newer" : "outdated",
                run.Recorded.Version + " is in place"
            );
    }

    public override Outcome Uninstall(ComponentRun run, TableRow? row)
    {
        if (row == null)
        {
            return Outcome.Of(
                "kept",
                "no script of this disc takes it away; use the disc that it came from"
            );
        }

        if (run.IsDryRun)
        {
            return Would("removed");
        }

        var end = Run(run, row, "uninstall");
        if (
            end.Code
            is not (ExitCode.Ok or ExitCode.Reboot or ExitCode.Current or ExitCode.Unsupported)
        )
        {
            return Failure(end);
        }

        if (Directory.Exists(StateOf(run)))
        {
            Directory.Delete(StateOf(run), recursive: true);
        }

        run.Forget();
        return Outcome.Changed("removed", end.Code == ExitCode.Reboot);
    }

    private Outcome Act(ComponentRun run, TableRow row, string action, string done)
    {
        if (run.IsDryRun)
        {
            return Would(done);
        }

        run.Begin(Word);
        var end = Run(run, row, action);
        switch (end.Code)
        {
            case ExitCode.Ok:
            case ExitCode.Reboot:
                run.Complete(Word);
                return Outcome.Changed(done, end.Code == ExitCode.Reboot);
            case ExitCode.Current:
                run.Complete(Word);
                return Outcome.Of("current");
            case ExitCode.Unsupported:
                if (run.VersionBefore == null)
                {
                    run.Forget();
                }

                return Outcome.Of("not-applicable");
            default:
                return Failure(end);
        }
    }

    private static bool IsInPlace(ComponentRun run, TableRow row) =>
        Run(run, row, "status").Code == 0;

    private static Outcome Failure(ToolEnd end) =>
        end.IsTimeout ? Outcome.Failed("it took too long and was ended")
        : end.Code == ExitCode.Dependency
            ? Outcome.Failed("a dependency is missing", ExitCode.Dependency)
        : end.Code == ExitCode.Integrity ? Outcome.Failed("integrity", ExitCode.Integrity)
        : end.Code == ExitCode.Busy
            ? Outcome.Failed("busy: another package manager is at work", ExitCode.Busy)
        : end.Code == ExitCode.Policy ? Outcome.Forbidden("by the policy of this guest")
        : Outcome.Failed("exit code " + end.Code.ToString(CultureInfo.InvariantCulture));

    private static ToolEnd Run(ComponentRun run, TableRow row, string action)
    {
        var file = run.Disc.PathOf(row.Files[0]);
        var isPowerShell = file.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        var start = isPowerShell
            ? new ToolStart(
                run.Machine.Tool("powershell.exe"),
                "-NoProfile",
                "-NonInteractive",
                "-ExecutionPolicy",
                "Bypass",
                "-File",
                file,
                action
            )
            // cmd takes the outer quotation marks away, whatever stands between them.
            : new ToolStart(run.Machine.Tool("cmd.exe"))
            {
                Arguments = "/d /s /c \"\"" + file + "\" " + action + "\"",
            };
        var state = StateOf(run);
        if (!run.IsDryRun && action != "status")
        {
            Directory.CreateDirectory(state);
        }

        start.Folder = run.Disc.FolderOf(run.Component.Name);
        start.Environment["GT_ISO"] = run.Disc.Root;
        start.Environment["GT_COMPONENT_DIR"] = start.Folder;
        start.Environment["GT_STATE"] = state;
        start.Environment["GT_OS"] = "windows";
        start.Environment["GT_DISTRO"] = "windows";
        start.Environment["GT_VERSION"] = run.Guest.Version;
        start.Environment["GT_ARCH"] = run.Guest.Architecture;
        start.Environment["GT_BEFORE"] = run.Recorded?.Version ?? "";
        return run.Run(start);
    }

    private static string StateOf(ComponentRun run) =>
        Path.Combine(Path.Combine(run.Machine.DataFolder, "components"), run.Component.Name);
}
