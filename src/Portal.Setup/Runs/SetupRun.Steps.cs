using Portal.Setup.Kinds;

namespace Portal.Setup.Runs;

/// <summary>What each verb does with a component.</summary>
internal sealed partial class SetupRun
{
    private Outcome List(ComponentRun run)
    {
        if (run.Component.Entry is not { } entry)
        {
            return Outcome.Of("not-applicable");
        }

        var kind = entry.Kind!;
        return _policy.Forbids(run.Component.Name)
                ? Outcome.Forbidden(kind + ", by the policy of this guest")
            : run.Recorded == null ? Outcome.Of("absent", kind)
            : run.Order == 0 ? Outcome.Of("current", kind)
            : Outcome.Of(
                run.Order > 0 ? "newer" : "outdated",
                kind + ", " + run.Recorded.Version + " is in place"
            );
    }

    private Outcome Status(ComponentRun run) =>
        run.Component.Entry is { } entry && Kind.Of(entry.Kind) is { } kind
            ? kind.Status(run, entry)
            : Outcome.Of("not-applicable");

    private Outcome Install(ComponentRun run, Selection selection)
    {
        if (run.Component.Entry is not { } entry || Kind.Of(entry.Kind) is not { } kind)
        {
            return Outcome.Of("not-applicable");
        }

        if (!selection.Wants(run.Component.Name))
        {
            return Outcome.Of("absent");
        }

        return Forbidden(run) ?? _tally.Hindrance(run.Component) ?? kind.Install(run, entry);
    }

    private Outcome Rollback(ComponentRun run)
    {
        if (run.Component.Entry is not { } entry || Kind.Of(entry.Kind) is not { } kind)
        {
            return Outcome.Of("not-applicable");
        }

        if (Forbidden(run) is { } forbidden)
        {
            return forbidden;
        }

        return run.Recorded == null ? Outcome.Of("absent")
            : run.Order > 0 && !run.Component.MayGoBack
                ? Outcome.Of("newer", run.Recorded.Version + " is in place and does not go back")
            : kind.Rollback(run, entry);
    }

    private Outcome Uninstall(ComponentRun run)
    {
        var outcome = TakeAway(run);
        if (outcome.Failure != 0 || outcome.Status == "blocked")
        {
            foreach (var required in run.Component.Requires)
            {
                _held.Add(required);
            }
        }

        return outcome;
    }

    // By what the state says; the disc is asked for a script, or an exe, alone.
    private Outcome TakeAway(ComponentRun run)
    {
        if (run.Recorded == null)
        {
            return Outcome.Of(run.Component.Entry == null ? "not-applicable" : "absent");
        }

        if (Forbidden(run) is { } forbidden)
        {
            return forbidden;
        }

        if (_held.Contains(run.Component.Name))
        {
            return Outcome.Blocked("what requires it is still there");
        }

        if (Kind.Of(run.Recorded.Kind) is not { } kind)
        {
            return Outcome.Of("kept", "it is of the kind " + run.Recorded.Kind);
        }

        var row = run.Component.Entry?.Kind == run.Recorded.Kind ? run.Component.Entry : null;
        return kind.Uninstall(run, row);
    }

    private Outcome? Forbidden(ComponentRun run) =>
        _policy.Forbids(run.Component.Name)
            ? Outcome.Forbidden("by the policy of this guest")
            : null;
}
