using System.Text.RegularExpressions;
using Portal.Packaging.Manifests;
using Portal.Protocol;

namespace Portal.Cli.Components;

/// <summary>A first manifest, from what lies in a folder.</summary>
/// <param name="IsFromFile">False when nothing but the folder's name was there to go by.</param>
/// <param name="Yaml">The text of the manifest.</param>
internal sealed partial record ManifestGuess(
    string Component,
    string Version,
    bool IsFromFile,
    string Yaml
)
{
    private static readonly string[] Licenses = ["LICENSE", "LICENCE", "COPYING"];

    /// <summary>More than this is no folder of a component, and reading on would take for ever.</summary>
    private const int MaximumFiles = 50_000;

    public static ManifestGuess Of(string directory)
    {
        var files = Directory
            .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Take(MaximumFiles)
            .Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .ToList();
        var deb = files
            .Where(path => path.EndsWith(".deb", StringComparison.OrdinalIgnoreCase))
            .Select(path => DebControl.Read(Path.Join(directory, path)))
            .FirstOrDefault(control => control is not null);
        var (name, version) = deb is not null
            ? (deb.Package, deb.Version)
            : files.Select(FromFileName).FirstOrDefault(found => found.Version is not null);
        var folder = FromFolderName(directory);
        var component = ToName(name ?? folder.Name);
        var number = Names.IsComponentVersion(version) ? version! : folder.Version;
        return new ManifestGuess(
            component,
            number,
            name is not null,
            Write(component, number, deb?.Summary, files)
        );
    }

    private static string Write(
        string component,
        string version,
        string? summary,
        List<string> files
    )
    {
        var licenses = files
            .Where(path =>
                Licenses.Any(name =>
                    Path.GetFileName(path).StartsWith(name, StringComparison.OrdinalIgnoreCase)
                )
            )
            .Select(YamlText.Quote)
            .ToList();
        var install = InstallGuess.Write(files);
        return $"""
                component: {component}
                version: {YamlText.DoubleQuote(version)}
                summary: {YamlText.DoubleQuote(Cut(summary ?? component))}
                license: # an SPDX expression such as MIT: fill this in

                """.ReplaceLineEndings("\n")
            + (licenses.Count == 0 ? "" : $"license-files: [{string.Join(", ", licenses)}]\n")
            + "# changes: |        # Markdown: what is new, shown on release pages\n"
            + "#   - fixes ...\n"
            + "# requires: []      # components that must be on the image, installed first\n"
            + "# stage: agent      # storage, network or agent\n"
            + (
                install.Length > 0
                    ? "install:            # the first entry that matches a guest is taken\n"
                        + install
                    : """
                        # install:          # the first entry that matches a guest is taken
                        #   - when: { os: linux, arch: x86_64 }
                        #     script: install.sh

                        """.ReplaceLineEndings("\n")
            );
    }

    /// <summary><c>name-1.2.3.x86_64.rpm</c>, <c>name_1.2-x64.msi</c> and the like.</summary>
    private static (string? Name, string? Version) FromFileName(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (extension is not (".rpm" or ".msi" or ".exe"))
        {
            return default;
        }

        var match = NameAndVersion().Match(Path.GetFileNameWithoutExtension(path));
        return match.Success
            ? (match.Groups["name"].Value, match.Groups["version"].Value.TrimEnd('.', '-', '_'))
            : default;
    }

    private static (string Name, string Version) FromFolderName(string directory)
    {
        var name = new DirectoryInfo(Path.GetFullPath(directory)).Name;
        var match = NameAndVersion().Match(name);
        return match.Success
            ? (match.Groups["name"].Value, match.Groups["version"].Value.TrimEnd('.', '-', '_'))
            : (name, "0.1");
    }

    private static string ToName(string text)
    {
        var name = NotInNames().Replace(text.ToLowerInvariant(), "-").Trim('-');
        name = name.Length > 63 ? name[..63].TrimEnd('-') : name;
        return Names.IsName(name) ? name : "component";
    }

    private static string Cut(string text) =>
        text.Length <= ManifestReader.MaximumSummary ? text : text[..ManifestReader.MaximumSummary];

    [GeneratedRegex(
        @"\A(?<name>[A-Za-z][A-Za-z0-9+._-]*?)[-_](?<version>[0-9][0-9.]*(?:[-~+][0-9][0-9A-Za-z.~+]*?)?)(?:[-_.](?:\D.*)?)?\z",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex NameAndVersion();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
