using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Paths on an image, as people give them.</summary>
internal static class IsoPaths
{
    /// <summary>Without slashes at its ends; empty for the root.</summary>
    public static string Normalize(string? path) => (path ?? "").Trim('/');

    /// <summary>The entry at a path; null for the root.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static IsoEntry? Find(IsoReader reader, string path) =>
        path.Length == 0
            ? null
            : reader.Entries.FirstOrDefault(entry => entry.Path == path)
                ?? throw new CommandException(
                    ExitCodes.NotFound,
                    "cli.iso.path",
                    $"There is no '{ShownName.Of(path)}' on the image, by its {ImageFile.Title(reader.Namespace)} names."
                );

    /// <summary>Whether a path is the folder itself or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        folder.Length == 0
        || path == folder
        || (path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/');

    /// <summary>The path of the folder it lies in; empty for the root.</summary>
    public static string Parent(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    /// <summary>The last segment.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>As <c>ls -l</c> shows it: <c>dr-xr-xr-x</c>; only the first character without Rock Ridge.</summary>
    public static string Mode(IsoEntry entry)
    {
        var kind = entry.Kind switch
        {
            IsoEntryKind.Directory => 'd',
            IsoEntryKind.Symlink => 'l',
            IsoEntryKind.Special => (entry.Mode >> 12) switch
            {
                1 => 'p',
                2 => 'c',
                6 => 'b',
                _ => 's',
            },
            _ => '-',
        };
        return entry.Mode is { } mode
            ? string.Create(
                10,
                (kind, mode),
                static (text, from) =>
                {
                    text[0] = from.kind;
                    for (var i = 0; i < 9; i++)
                    {
                        text[i + 1] = (from.mode >> (8 - i) & 1) == 0 ? '-' : "rwx"[i % 3];
                    }
                }
            )
            : kind.ToString();
    }

    /// <summary>The name, and where a link points.</summary>
    public static string Label(string name, IsoEntry entry) =>
        entry.Kind switch
        {
            IsoEntryKind.Directory => ShownName.Of(name) + "/",
            IsoEntryKind.Symlink => $"{ShownName.Of(name)} -> {ShownName.Of(entry.LinkTarget!)}",
            _ => ShownName.Of(name),
        };
}
