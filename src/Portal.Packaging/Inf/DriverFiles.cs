namespace Portal.Packaging.Inf;

/// <summary>
/// Which files an INF file brings, and which catalog signs them. Source: "INF SourceDisksNames Section", "INF SourceDisksFiles
/// Section" and "INF Version Section" of Microsoft's driver documentation.
/// </summary>
public sealed class DriverFiles
{
    /// <summary>More are not looked at.</summary>
    private const int Maximum = 5000;

    // Windows calls architectures so in the names of keys and sections.
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["x86"] = "x86",
        ["x86_64"] = "amd64",
        ["aarch64"] = "arm64",
        ["armv7"] = "arm",
    };

    private readonly InfFile _file;

    public DriverFiles(InfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
    }

    /// <summary>The catalog for an architecture, <c>CatalogFile.NTamd64</c> before <c>CatalogFile</c>; null without one.</summary>
    public string? CatalogFor(string architecture)
    {
        var word = Words.GetValueOrDefault(architecture, architecture);
        string[] keys = [$"CatalogFile.NT{word}", "CatalogFile.NT", "CatalogFile"];
        return keys.Select(key => _file.Values("Version", key))
            .FirstOrDefault(values => values.Count > 0 && values[0].Length > 0)
            ?[0];
    }

    /// <summary>Files beside the INF file, or in folders below, with '/'; each once.</summary>
    public IReadOnlyList<string> For(string architecture)
    {
        var word = Words.GetValueOrDefault(architecture, architecture);
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // What is said for the architecture goes before what is said for all.
        foreach (var suffix in (string[])[$".{word}", ""])
        {
            foreach (var line in _file.Section($"SourceDisksNames{suffix}"))
            {
                // disk = description[, tag or cabinet[, unused[, path]]]
                if (line.Key is { } disk)
                {
                    folders.TryAdd(disk, line.Values.Count > 3 ? line.Values[3] : "");
                }
            }

            foreach (var line in _file.Section($"SourceDisksFiles{suffix}"))
            {
                // file = disk[, folder[, size]]
                if (line is { Key: { Length: > 0 } name, Values.Count: > 0 })
                {
                    var below = line.Values.Count > 1 ? line.Values[1] : "";
                    files.TryAdd(_file.Expand(name), $"{line.Values[0]}\n{_file.Expand(below)}");
                }
            }
        }

        return
        [
            .. files
                .Select(file =>
                    Join(
                        _file.Expand(folders.GetValueOrDefault(file.Value.Split('\n', 2)[0], "")),
                        file.Value.Split('\n', 2)[1],
                        file.Key
                    )
                )
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(Maximum),
        ];
    }

    private static string Join(params string[] parts) =>
        string.Join(
            '/',
            parts.SelectMany(part =>
                part.Split(
                        ['\\', '/'],
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                    )
                    .Where(segment => segment != ".")
            )
        );
}
