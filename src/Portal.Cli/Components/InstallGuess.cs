using System.Text;
using Portal.Cli.Packages;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;

namespace Portal.Cli.Components;

/// <summary>Guesses how files are installed from what they say of themselves, else from what they are called.</summary>
internal static class InstallGuess
{
    private static readonly string[] WindowsScripts = [".cmd", ".bat", ".ps1"];

    /// <summary>Lines of <c>install</c>; empty when there is nothing that looks installable.</summary>
    /// <param name="files">Sorted by their paths.</param>
    /// <param name="isScript">Whether a file begins with '#!'.</param>
    public static string Write(
        IReadOnlyList<PackageFacts> files,
        Func<PackageFacts, bool>? isScript = null
    )
    {
        var taken = new StringBuilder();
        var hidden = new StringBuilder();
        foreach (var entry in Entries([.. files.Where(f => !f.IsSource)], isScript ?? (_ => true)))
        {
            var text = entry.Text();
            if (IsRight(taken + text))
            {
                taken.Append(text);
            }
            else
            {
                hidden
                    .Append("  # ")
                    .Append(text.TrimEnd('\n').Replace("\n", "\n  # ", StringComparison.Ordinal))
                    .Append('\n');
            }
        }

        return hidden.Length == 0
            ? taken.ToString()
            : $"{taken}  # What follows is for guests that an entry above takes already: choose.\n{hidden}";
    }

    /// <summary>The last spelling counts, as in x86/setup-x64.exe; null without any.</summary>
    internal static string? ArchitectureOf(string path) =>
        // One spelling contains a separator itself.
        path.Contains("x86_64", StringComparison.OrdinalIgnoreCase)
            ? "x86_64"
            : path.Split('/', '_', '-', '.', '(', ')')
                .Select(Architectures.Canonical)
                .LastOrDefault(found => found is not null);

    // The rules of the manifest decide, also of which entry can never be taken.
    private static bool IsRight(string entries) =>
        ManifestReader
            .Read(
                Encoding.UTF8.GetBytes(
                    "component: a\nversion: \"1\"\nsummary: a\nlicense: MIT\ninstall:\n" + entries
                )
            )
            .Findings.Count == 0;

    private static IEnumerable<GuessedEntry> Entries(
        IReadOnlyList<PackageFacts> files,
        Func<PackageFacts, bool> isScript
    )
    {
        foreach (
            var entry in GuessedEntry
                .Merge(Packages(files, ".deb", "family: debian"))
                .Concat(GuessedEntry.Merge(Packages(files, ".rpm", "family: [fedora, rhel]")))
                .Concat(Installers(files, ".msi"))
                .Concat(DriverGuess.Entries([.. With(files, ".inf").Where(f => !IsAutorun(f))]))
                .Concat(Installers(files, ".exe"))
        )
        {
            yield return entry;
        }

        if (With(files, ".sh").Find(file => isScript(file)) is { } script)
        {
            yield return new GuessedEntry("os: linux", [], "script", [script.Path]);
        }

        if (
            files.FirstOrDefault(file => WindowsScripts.Contains(file.Extension)) is { } windows
            && !files.Any(file => file.Extension is ".msi" or ".inf" or ".exe")
        )
        {
            yield return new GuessedEntry("os: windows", [], "script", [windows.Path]);
        }
    }

    // What is for any architecture belongs to what is for each: a guest takes one entry.
    private static IEnumerable<GuessedEntry> Packages(
        IReadOnlyList<PackageFacts> files,
        string extension,
        string when
    )
    {
        var packages = With(files, extension);
        var common = packages.Where(p => Known(p) is null).ToList();
        var known = packages
            .Where(p => Known(p) is not null)
            .GroupBy(p => Known(p)!, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        foreach (var group in known)
        {
            yield return new GuessedEntry(
                when,
                [group.Key],
                extension[1..],
                [.. Newest(group.Concat(common))]
            );
        }

        if (known.Count == 0 && common.Count > 0)
        {
            yield return new GuessedEntry(when, [], extension[1..], [.. Newest(common)]);
        }
    }

    // One package cannot be installed in two versions.
    private static IEnumerable<string> Newest(IEnumerable<PackageFacts> packages) =>
        packages
            .GroupBy(p => p.Name ?? p.Path, StringComparer.Ordinal)
            .Select(same =>
                same.MaxBy(
                    p =>
                        ComponentVersionNumber.TryParse(p.Version, out var version)
                            ? version.SortKey
                            : "",
                    StringComparer.Ordinal
                )!.Path
            )
            .Order(StringComparer.Ordinal);

    private static IEnumerable<GuessedEntry> Installers(
        IReadOnlyList<PackageFacts> files,
        string extension
    ) =>
        With(files, extension)
            .GroupBy(Known, StringComparer.Ordinal)
            .OrderBy(group => group.Key is null)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group =>
                group.Select(file => new GuessedEntry(
                    "os: windows",
                    group.Key is null ? [] : [group.Key],
                    extension[1..],
                    [file.Path]
                ))
            );

    // Of a disc, and no driver's.
    private static bool IsAutorun(PackageFacts file) =>
        Path.GetFileName(file.Path).Equals("autorun.inf", StringComparison.OrdinalIgnoreCase);

    private static string? Known(PackageFacts file) =>
        file.IsForAny ? null : file.Architecture ?? ArchitectureOf(file.Path);

    private static List<PackageFacts> With(IReadOnlyList<PackageFacts> files, string extension) =>
        [.. files.Where(file => file.Extension == extension)];
}
