using System.Globalization;
using System.Text;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;

namespace Portal.Packaging.Discs;

/// <summary>
/// <c>guest-tools/install.tsv</c>: what the manifests on a disc say, flat, for installers that have nothing but a shell.
/// </summary>
/// <remarks>
/// UTF-8, lines end with LF, fields are separated by one tab. The first line is <c>install-table</c> and the number 1; the
/// second names the columns. Each further line is one install entry, in install order; within a component, the first that
/// matches the guest is taken. No field is ever empty, as a shell that splits by tabs joins empty ones: <c>-</c> is none.
/// <code>
/// order      of the component, from 1
/// component
/// version
/// stage      storage, network, default, agent
/// requires   components, separated by ','
/// entry      number within the component, from 1
/// kind       deb, rpm, msi, exe, inf, script; - where the component has no entry: then so has every column below.
///            deb is for guests whose own packages are dpkg's, rpm for those whose are rpm's
/// os         linux, windows, freebsd, netbsd, openbsd; separated by ','
/// distro     ID of os-release(5); separated by ','
/// family     ID or one of ID_LIKE; separated by ','
/// release    bounds for VERSION_ID, separated by ' ', all of which hold: '>=10 &lt;12'. A bound is one of >= > &lt;= &lt; = and
///            numbers with dots, compared number by number; where one has fewer numbers and they are equal, it is the lower
/// platform   osinfo short ids, separated by ','
/// build      bounds for the build of Windows, as for release
/// edition    client, server; separated by ','
/// arch       x86_64, x86, aarch64, ...; separated by ','
/// files      paths from the root of the disc, separated by '|', which no path has; sorted
/// </code>
/// Every condition that is not <c>-</c> must hold; one with ',' holds where one of its words does. In a POSIX shell:
/// <code>
/// tab=$(printf '\t')
/// { read -r table schema; read -r columns
///   while IFS=$tab read -r order component version stage requires entry kind os distro family release platform build edition arch files
///   do ...; done; } &lt; guest-tools/install.tsv
/// </code>
/// </remarks>
internal static class InstallTable1
{
    private const string Columns =
        "order\tcomponent\tversion\tstage\trequires\tentry\tkind\tos\tdistro\tfamily\trelease\tplatform\tbuild\tedition\tarch\tfiles";

    private const string None = "-";

    /// <param name="components">In install order; the installers' own has no rows.</param>
    public static byte[] Write(IEnumerable<DiscComponent> components)
    {
        var text = new StringBuilder("install-table\t1\n").Append(Columns).Append('\n');
        var order = 0;
        foreach (
            var component in components.Where(c => c.Manifest.Component != InstallerComponent.Name)
        )
        {
            order++;
            var manifest = component.Manifest;
            var entry = 0;
            foreach (var row in Entries(component))
            {
                entry++;
                string[] head =
                [
                    order.ToString(CultureInfo.InvariantCulture),
                    manifest.Component,
                    manifest.Version.Text,
                    manifest.Stage.Text(),
                    Words(manifest.Requires),
                    entry.ToString(CultureInfo.InvariantCulture),
                ];
                text.AppendJoin('\t', head.Concat(row)).Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // From the kind on.
    private static IEnumerable<string[]> Entries(DiscComponent component)
    {
        if (component.Manifest.Install.Count == 0)
        {
            yield return [.. Enumerable.Repeat(None, 10)];
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

    private static string Range(VersionRange? range) => range?.ToString() ?? None;
}
