using Portal.Setup.Disc;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>How components of one kind are put in place, looked at and taken away.</summary>
internal abstract class Kind
{
    /// <summary>As the table has it: <c>msi</c>.</summary>
    public abstract string Word { get; }

    /// <summary>It is in place in whatever version.</summary>
    public abstract bool IsPresent(ComponentRun run, TableRow row);

    /// <summary>Installs or updates; newer ones stay.</summary>
    public abstract Outcome Install(ComponentRun run, TableRow row);

    /// <summary>Goes back from what this installer put in place to what the disc has.</summary>
    public abstract Outcome Rollback(ComponentRun run, TableRow row);

    public abstract Outcome Status(ComponentRun run, TableRow row);

    /// <summary>Takes away what the state says was put here.</summary>
    /// <param name="row">What the disc has for this guest; null: nothing, or of another kind.</param>
    public abstract Outcome Uninstall(ComponentRun run, TableRow? row);

    /// <summary>The kind of a word; null for one that is not of Windows.</summary>
    public static Kind? Of(string? word) =>
        word switch
        {
            "msi" => new MsiKind(),
            "exe" => new ExeKind(),
            "inf" => new InfKind(),
            "script" => new ScriptKind(),
            _ => null,
        };

    /// <summary>Foretells a change.</summary>
    protected static Outcome Would(string done) =>
        Outcome.Of(
            done switch
            {
                "installed" => "would-install",
                "updated" => "would-update",
                "downgraded" => "would-downgrade",
                _ => "would-remove",
            }
        );

    protected static string DoneWord(ComponentRun run, bool isUpdate) =>
        run.Verb == "rollback" && run.Order > 0 ? "downgraded"
        : isUpdate ? "updated"
        : "installed";
}
