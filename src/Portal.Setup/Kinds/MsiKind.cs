using System.Collections.Generic;
using Portal.Setup.Disc;
using Portal.Setup.Documents;
using Portal.Setup.Machines;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>Packages of Windows Installer, by msiexec. What is installed of the same family is asked for, not assumed.</summary>
internal sealed class MsiKind : Kind
{
    public override string Word => "msi";

    public override bool IsPresent(ComponentRun run, TableRow row) =>
        run.Machine.ReadMsi(PathOf(run, row)) is { } package
        && MsiFamily.Of(run.Machine, package).Relation is not MsiRelation.Absent;

    public override Outcome Install(ComponentRun run, TableRow row)
    {
        if (run.Machine.ReadMsi(PathOf(run, row)) is not { } package)
        {
            return Outcome.Failed("the package cannot be read");
        }

        var family = MsiFamily.Of(run.Machine, package);
        switch (family.Relation)
        {
            case MsiRelation.Same:
                if (run.Recorded != null && !run.IsDryRun)
                {
                    run.Complete(Word);
                }

                return Outcome.Of("current");
            case MsiRelation.Equal:
                return Outcome.Of(
                    "current",
                    "another build of version " + package.Version + " is in place"
                );
            case MsiRelation.Newer:
                return Outcome.Of("newer", "version " + family.Version + " is in place");
        }

        return PutIn(
            run,
            row,
            package,
            family,
            DoneWord(run, family.Relation is MsiRelation.Older)
        );
    }

    public override Outcome Rollback(ComponentRun run, TableRow row)
    {
        if (run.Machine.ReadMsi(PathOf(run, row)) is not { } package)
        {
            return Outcome.Failed("the package cannot be read");
        }

        var family = MsiFamily.Of(run.Machine, package);
        if (family.Relation is not MsiRelation.Newer || run.Order <= 0)
        {
            return family.Relation is MsiRelation.Absent or MsiRelation.Older && run.Order > 0
                ? Install(run, row)
                : Of(family, package);
        }

        if (!run.Recorded!.Put.Contains(family.ProductCode!))
        {
            return Outcome.Of(
                "newer",
                "version " + family.Version + " was put here by somebody else"
            );
        }

        if (run.IsDryRun)
        {
            return Would("downgraded");
        }

        // Windows Installer does not put an older version over a newer one.
        var record = run.Begin(Word);
        var end = Codes.Patiently(run, Removal(run, family.ProductCode!));
        if (!IsRemoved(end.Code))
        {
            return Codes.Failure(end);
        }

        record.Put.Remove(family.ProductCode!);
        run.Keep(record);
        return PutIn(run, row, package, MsiFamily.Of(run.Machine, package), "downgraded");
    }

    public override Outcome Status(ComponentRun run, TableRow row) =>
        run.Machine.ReadMsi(PathOf(run, row)) is { } package
            ? Of(MsiFamily.Of(run.Machine, package), package)
            : Outcome.Unknown("the package cannot be read");

    public override Outcome Uninstall(ComponentRun run, TableRow? row)
    {
        var record = run.Recorded!;
        var leaving = record.Put.FindAll(code => run.Machine.MsiVersion(code) != null);
        var staying = record.Before.Count > 0 ? "an older version was there before" : null;
        if (leaving.Count == 0)
        {
            if (!run.IsDryRun)
            {
                run.Forget();
            }

            return staying == null ? Outcome.Of("absent") : Outcome.Of("kept", staying);
        }

        if (run.IsDryRun)
        {
            return Would("removed");
        }

        var asksReboot = false;
        leaving.Reverse();
        foreach (var code in leaving)
        {
            var end = Codes.Patiently(run, Removal(run, code));
            if (!IsRemoved(end.Code))
            {
                return Codes.Failure(end);
            }

            asksReboot |= end.Code is 3010 or 1641;
            record.Put.Remove(code);
            run.Keep(record);
        }

        run.Forget();
        return Outcome.Changed("removed", asksReboot);
    }

    private Outcome PutIn(
        ComponentRun run,
        TableRow row,
        MsiPackage package,
        MsiFamily family,
        string done
    )
    {
        if (run.IsDryRun)
        {
            return Would(done);
        }

        var record = run.Begin(Word);
        foreach (var other in family.Others)
        {
            var known = other.Key + "=" + other.Value;
            if (!record.Put.Contains(other.Key) && !record.Before.Contains(known))
            {
                record.Before.Add(known);
            }
        }

        run.Keep(record);
        if (run.Component.Stage == "network")
        {
            run.Adapters.Save();
        }

        var end = Codes.Patiently(run, Installation(run, row, isRepair: family.HasSameCode));
        if (end.Code == Codes.AnotherVersion && !family.HasSameCode)
        {
            // The same product in another build: it is replaced in place.
            end = Codes.Patiently(run, Installation(run, row, isRepair: true));
        }

        if (!Codes.IsOk(end.Code, row))
        {
            if (run.VersionBefore == null && run.Machine.MsiVersion(package.ProductCode) == null)
            {
                run.Forget();
            }

            return Codes.Failure(end);
        }

        record.Put.RemoveAll(code => run.Machine.MsiVersion(code) == null);
        if (!record.Put.Contains(package.ProductCode))
        {
            record.Put.Add(package.ProductCode);
        }

        run.Complete(Word);
        return Outcome.Changed(done, Codes.IsRestart(end.Code, row));
    }

    private static Outcome Of(MsiFamily family, MsiPackage package) =>
        family.Relation switch
        {
            MsiRelation.Same => Outcome.Of("current"),
            MsiRelation.Equal => Outcome.Of(
                "current",
                "another build of version " + package.Version + " is in place"
            ),
            MsiRelation.Newer => Outcome.Of("newer", "version " + family.Version + " is in place"),
            MsiRelation.Older => Outcome.Of(
                "outdated",
                "version " + family.Version + " is in place"
            ),
            _ => Outcome.Of("absent"),
        };

    private static ToolStart Installation(ComponentRun run, TableRow row, bool isRepair)
    {
        var start = new ToolStart(
            run.Machine.Tool("msiexec.exe"),
            "/i",
            PathOf(run, row),
            "/qn",
            "/norestart",
            "/l*v",
            run.LogFile + ".msi.log"
        );
        if (isRepair)
        {
            start.Arguments += " REINSTALL=ALL REINSTALLMODE=vomus";
        }

        if (row.Switches != "")
        {
            start.Arguments += " " + row.Switches;
        }

        return start;
    }

    private static ToolStart Removal(ComponentRun run, string productCode) =>
        new(
            run.Machine.Tool("msiexec.exe"),
            "/x",
            productCode,
            "/qn",
            "/norestart",
            "/l*v",
            run.LogFile + ".msi.log"
        );

    private static bool IsRemoved(long code) => code is 0 or 3010 or 1641 or Codes.NotInstalled;

    private static string PathOf(ComponentRun run, TableRow row) => run.Disc.PathOf(row.Files[0]);
}
