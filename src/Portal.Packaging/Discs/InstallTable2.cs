using System.Globalization;
using System.Text;
using Portal.Packaging.Contents;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;

namespace Portal.Packaging.Discs;

/// <summary>
/// <c>guest-tools/install.tsv</c>: what the manifests on a disc say, flat, so that installers decide nothing that can be
/// decided here. <c>docs/formats.md</c> has each column.
/// </summary>
/// <remarks>
/// UTF-8, lines end with LF, fields are separated by one tab. The first line is <c>install-table</c>, the number 2, product,
/// version, rank of the version, epoch; the second names the columns. Each further line is one install entry, in install
/// order; within a component, the first that matches the guest is taken. No field is ever empty, as a shell that splits by
/// tabs joins empty ones: <c>-</c> is none. In a POSIX shell:
/// <code>
/// tab=$(printf '\t')
/// { IFS=$tab read -r table schema product version rank epoch; read -r columns
///   while IFS=$tab read -r order component ...; do ...; done; } &lt; guest-tools/install.tsv
/// </code>
/// </remarks>
internal static class InstallTable2
{
    private const string None = "-";

    /// <summary>As they stand in the second line.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "order",
        "component",
        "version",
        "rank",
        "downgrade",
        "stage",
        "requires",
        "entry",
        "kind",
        "os",
        "distro",
        "family",
        "release",
        "platform",
        "build",
        "edition",
        "arch",
        "switches",
        "product",
        "uninstall",
        "ok",
        "restart",
        "reboot",
        "files",
    ];

    /// <param name="release">What the disc is made from.</param>
    /// <param name="components">In install order; the installers' own has no rows.</param>
    public static byte[] Write(ReleaseLock release, IEnumerable<DiscComponent> components)
    {
        var text = new StringBuilder();
        Line(
            text,
            [
                "install-table",
                "2",
                release.Product,
                release.Version,
                ComponentVersionNumber.Parse(release.Version).SortKey,
                release.Epoch.ToString(CultureInfo.InvariantCulture),
            ]
        );
        Line(text, Columns);
        var order = 0;
        foreach (
            var component in components.Where(c => c.Manifest.Component != InstallerComponent.Name)
        )
        {
            order++;
            var entry = 0;
            foreach (var row in Entries(component))
            {
                entry++;
                Line(text, [.. Head(component.Manifest, order, entry), .. row]);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Line(StringBuilder text, IEnumerable<string> fields) =>
        text.AppendJoin('\t', fields).Append('\n');

    private static string[] Head(ComponentManifest manifest, int order, int entry) =>
        [
            order.ToString(CultureInfo.InvariantCulture),
            manifest.Component,
            manifest.Version.Text,
            manifest.Version.SortKey,
            manifest.Downgrade.Text(),
            manifest.Stage.Text(),
            Words(manifest.Requires),
            entry.ToString(CultureInfo.InvariantCulture),
        ];

    // From the kind on.
    private static IEnumerable<string[]> Entries(DiscComponent component)
    {
        if (component.Manifest.Install.Count == 0)
        {
            yield return [.. Enumerable.Repeat(None, 16)];
        }

        foreach (var entry in component.Manifest.Install)
        {
            foreach (var architecture in entry.FileSets)
            {
                yield return
                [
                    entry.Kind.Text(),
                    Words(entry.When.Os),
                    Words(entry.When.Distro),
                    Words(entry.When.Family),
                    Range(entry.When.Version),
                    Words(entry.When.Platform),
                    Range(entry.When.Build),
                    Words(entry.When.Edition),
                    architecture ?? Words(entry.When.Arch),
                    entry.Options.Switches ?? None,
                    entry.Options.Product ?? None,
                    entry.Options.Uninstall ?? None,
                    Codes(entry.Options.SuccessCodes),
                    Codes(entry.Options.RestartCodes),
                    entry.Options.Reboot.Text(),
                    Files(component, entry, architecture),
                ];
            }
        }
    }

    private static string Files(DiscComponent component, InstallEntry entry, string? architecture)
    {
        var paths = component
            .Content.Entries.Where(e => e.Kind is ContentKind.File)
            .Select(e => e.Path.Value)
            .Where(path => entry.Files.Any(pattern => pattern.Matches(path, architecture)))
            .Select(path => $"projects/{component.Manifest.Component}/{path}")
            .ToList();
        return paths.Count == 0 ? None : string.Join('|', paths);
    }

    private static string Words(IReadOnlyList<string> words) =>
        words.Count == 0 ? None : string.Join(',', words);

    private static string Codes(IReadOnlyList<uint> codes) =>
        codes.Count == 0
            ? None
            : string.Join(',', codes.Select(c => c.ToString(CultureInfo.InvariantCulture)));

    private static string Range(VersionRange? range) => range?.ToString() ?? None;
}
