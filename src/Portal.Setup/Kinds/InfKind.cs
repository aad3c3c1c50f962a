using System.Collections.Generic;
using System.Text.RegularExpressions;
using Portal.Setup.Disc;
using Portal.Setup.Documents;
using Portal.Setup.Machines;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>
/// Drivers, by pnputil. They go into the store of Windows, which takes them for whatever device is there or comes later. One
/// that Windows would ask a person about is left out: nobody is there to answer.
/// </summary>
internal sealed class InfKind : Kind
{
    // The words around it are in the language of Windows.
    private static readonly Regex Published = new("oem[0-9]+\\.inf", RegexOptions.IgnoreCase);

    public override string Word => "inf";

    public override bool IsPresent(ComponentRun run, TableRow row) =>
        run.Recorded != null || run.Machine.PublishedNames(run.Disc.PathOf(row.Files[0])).Count > 0;

    public override Outcome Install(ComponentRun run, TableRow row)
    {
        if (run.Order > 0)
        {
            return Outcome.Of("newer", run.Recorded!.Version + " is in place");
        }

        return PutIn(run, row);
    }

    public override Outcome Rollback(ComponentRun run, TableRow row)
    {
        if (run.Order <= 0)
        {
            return run.Order == 0
                ? Outcome.Of("current")
                : Outcome.Of("outdated", run.Recorded!.Version + " is in place");
        }

        if (run.IsDryRun)
        {
            return Would("downgraded");
        }

        // Windows prefers the newer of two drivers, so that one has to go first.
        var taken = TakeOut(run, run.Recorded!);
        return taken.Failure != 0 || taken.Status == "kept" ? taken : PutIn(run, row);
    }

    public override Outcome Status(ComponentRun run, TableRow row)
    {
        foreach (var file in row.Files)
        {
            if (run.Machine.PublishedNames(run.Disc.PathOf(file)).Count == 0)
            {
                return run.Recorded == null ? Outcome.Of("absent")
                    : run.Order > 0 ? Outcome.Of("newer", run.Recorded.Version + " is in place")
                    : run.Order < 0 ? Outcome.Of("outdated", run.Recorded.Version + " is in place")
                    : Outcome.Of("absent", "not all of its drivers are in the store of Windows");
            }
        }

        return Outcome.Of("current");
    }

    public override Outcome Uninstall(ComponentRun run, TableRow? row)
    {
        var record = run.Recorded!;
        var hadBefore = record.Before.Count > 0;
        if (!record.Put.Exists(run.Machine.IsPublished))
        {
            if (!run.IsDryRun)
            {
                run.Forget();
            }

            return hadBefore
                ? Outcome.Of("kept", "its drivers were there before")
                : Outcome.Of("absent");
        }

        if (run.IsDryRun)
        {
            return Would("removed");
        }

        var taken = TakeOut(run, record);
        if (taken.Status == "removed")
        {
            run.Forget();
        }

        return taken;
    }

    private Outcome PutIn(ComponentRun run, TableRow row)
    {
        var missing = new List<string>();
        foreach (var file in row.Files)
        {
            if (run.Machine.PublishedNames(run.Disc.PathOf(file)).Count == 0)
            {
                missing.Add(file);
            }
        }

        if (missing.Count == 0)
        {
            // By this installer, in whatever run, or before it.
            if (run.Recorded != null && !run.IsDryRun)
            {
                run.Complete(Word);
            }

            return Outcome.Of("current");
        }

        var untrusted = DriverPublishers.Untrusted(run, missing);
        if (untrusted != null)
        {
            return Outcome.Of("skipped", untrusted);
        }

        var done = DoneWord(run, run.Recorded != null && run.Order < 0);
        return run.IsDryRun ? Would(done) : PutIn(run, row, missing, done);
    }

    private Outcome PutIn(ComponentRun run, TableRow row, List<string> missing, string done)
    {
        var record = run.Begin(Word);
        var asksReboot = false;
        var isTaken = false;
        DriverPublishers.Trust(run, missing, record);
        run.Adapters.Save();
        foreach (var file in missing)
        {
            var path = run.Disc.PathOf(file);
            var end = Codes.Patiently(
                run,
                run.Guest.HasNewPnputil
                    ? new ToolStart(
                        run.Machine.Tool("pnputil.exe"),
                        "/add-driver",
                        path,
                        "/install"
                    )
                    : new ToolStart(run.Machine.Tool("pnputil.exe"), "-i", "-a", path)
            );
            Note(run, record, end, path);
            if (!Codes.IsOk(end.Code, row))
            {
                RestoreAdapters(run);
                if (record.Put.Count == 0 && run.VersionBefore == null)
                {
                    run.Forget();
                }

                return Codes.Failure(end);
            }

            asksReboot |= Codes.IsRestart(end.Code, row);
            isTaken |= end.Code != Codes.NothingToDo;
        }

        RestoreAdapters(run);
        run.Complete(Word);
        return Outcome.Changed(
            done,
            asksReboot,
            isTaken ? null : "in the store of Windows; no device of this guest takes it now"
        );
    }

    // Under which names Windows has published it: as pnputil says, else those that have the same bytes.
    private static void Note(ComponentRun run, ComponentRecord record, ToolEnd end, string path)
    {
        var names = new List<string>();
        foreach (Match match in Published.Matches(end.Output))
        {
            var name = match.Value.ToLowerInvariant();
            if (run.Machine.IsPublished(name))
            {
                names.Add(name);
            }
        }

        if (names.Count == 0)
        {
            names.AddRange(run.Machine.PublishedNames(path));
        }

        foreach (var name in names)
        {
            if (!record.Put.Contains(name))
            {
                record.Put.Add(name);
            }
        }

        run.Keep(record);
    }

    private static Outcome TakeOut(ComponentRun run, ComponentRecord record)
    {
        var asksReboot = false;
        // A disk that Windows runs from does not survive the end of its driver.
        var isStorage = run.Component.Stage == "storage";
        run.Adapters.Save();
        foreach (var name in record.Put.ToArray())
        {
            if (DriverPublishers.TryTakeBack(run, name) || !run.Machine.IsPublished(name))
            {
                record.Put.Remove(name);
                continue;
            }

            var end = Codes.Patiently(run, Removal(run, name, isStorage));
            if (end.Code is not (0 or 3010 or 1641 or Codes.NothingToDo))
            {
                run.Keep(record);
                RestoreAdapters(run);
                return isStorage
                    ? Outcome.Of("kept", "a disk of this guest is in use by it")
                    : Codes.Failure(end);
            }

            asksReboot |= end.Code is 3010 or 1641;
            record.Put.Remove(name);
            run.Keep(record);
        }

        RestoreAdapters(run);
        return Outcome.Changed("removed", asksReboot);
    }

    private static ToolStart Removal(ComponentRun run, string name, bool isStorage)
    {
        var tool = run.Machine.Tool("pnputil.exe");
        return run.Guest.HasNewPnputil
            ? isStorage
                ? new ToolStart(tool, "/delete-driver", name)
                : new ToolStart(tool, "/delete-driver", name, "/uninstall")
            : isStorage
                ? new ToolStart(tool, "-d", name)
                : new ToolStart(tool, "-f", "-d", name);
    }

    private static void RestoreAdapters(ComponentRun run)
    {
        foreach (var line in run.Adapters.Restore())
        {
            run.Write(line);
        }
    }
}
