using System.Text;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Components;

/// <summary>Guesses how files are installed from what they say of themselves, else from what they are called.</summary>
internal static class InstallGuess
{
    /// <summary>Lines of <c>install</c>; empty when there is nothing that looks installable.</summary>
    /// <param name="files">Sorted by their paths.</param>
    public static string Write(IReadOnlyList<PackageFacts> files)
    {
        var text = new StringBuilder();
        foreach (var (architecture, packages) in ByArchitecture(files, ".deb"))
        {
            Entry(text, $"family: debian{Arch(architecture)}", "deb", packages);
        }

        foreach (var (architecture, packages) in ByArchitecture(files, ".rpm"))
        {
            Entry(text, $"family: [fedora, rhel]{Arch(architecture)}", "rpm", packages);
        }

        foreach (var kind in new[] { "msi", "exe" })
        {
            foreach (var (architecture, installers) in ByArchitecture(files, "." + kind))
            {
                Entry(text, $"os: windows{Arch(architecture)}", kind, installers.Take(1));
            }
        }

        foreach (var (architecture, drivers) in ByArchitecture(files, ".inf"))
        {
            Entry(text, $"os: windows{Arch(architecture)}", "inf", drivers);
        }

        if (
            files.FirstOrDefault(file => file.Path.EndsWith(".sh", StringComparison.Ordinal)) is
            { } script
        )
        {
            Entry(text, "os: linux", "script", [script.Path]);
        }

        return text.ToString();
    }

    private static IEnumerable<(string? Architecture, IEnumerable<string> Files)> ByArchitecture(
        IEnumerable<PackageFacts> files,
        string extension
    ) =>
        files
            .Where(file => file.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            .GroupBy(file => file.Architecture ?? ArchitectureOf(file.Path), StringComparer.Ordinal)
            // An entry for any architecture takes everything: it comes last.
            .OrderBy(group => group.Key is null)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Select(file => file.Path)));

    // The last spelling counts, as in x86/setup-x64.exe. One spelling contains a separator itself.
    private static string? ArchitectureOf(string path) =>
        path.Contains("x86_64", StringComparison.OrdinalIgnoreCase)
            ? "x86_64"
            : path.Split('/', '_', '-', '.', '(', ')')
                .Select(Architectures.Canonical)
                .LastOrDefault(found => found is not null);

    private static string Arch(string? architecture) =>
        architecture is null ? "" : $", arch: {architecture}";

    private static void Entry(
        StringBuilder text,
        string when,
        string kind,
        IEnumerable<string> files
    )
    {
        var quoted = files.Select(YamlText.Quote).ToList();
        text.Append("  - when: { ").Append(when).Append(" }\n    ").Append(kind).Append(": ");
        text.Append(quoted.Count == 1 ? quoted[0] : $"[{string.Join(", ", quoted)}]").Append('\n');
    }
}
