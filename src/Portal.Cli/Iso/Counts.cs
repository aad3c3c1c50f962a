using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>How many of what a tree holds; the bytes of files that share an extent count each.</summary>
internal sealed record Counts(int Files, int Folders, int Links, int Specials, long Bytes)
{
    public static Counts Of(IReadOnlyCollection<IsoEntry> entries) =>
        new(
            entries.Count(entry => entry.Kind is IsoEntryKind.File),
            entries.Count(entry => entry.Kind is IsoEntryKind.Directory),
            entries.Count(entry => entry.Kind is IsoEntryKind.Symlink),
            entries.Count(entry => entry.Kind is IsoEntryKind.Special),
            entries.Sum(entry => entry.Length)
        );

    /// <summary>"3 files of 1.2 MiB, 2 folders".</summary>
    public override string ToString() =>
        $"{Texts.Count(Files, "file")} of {Texts.Bytes(Bytes)}, {Texts.Count(Folders, "folder")}"
        + (Links == 0 ? "" : $", {Texts.Count(Links, "link")}")
        + (Specials == 0 ? "" : $", {Texts.Count(Specials, "special file")}");
}
