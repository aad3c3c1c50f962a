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
    // What is asked first.
    private static readonly string[] Extensions = [".deb", ".rpm", ".msi", ".inf"];

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
        var facts = files.Select(path => PackageFacts.Of(directory, path)).ToList();
        var told = Extensions
            .SelectMany(extension =>
                facts.Where(f => f.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            )
            .FirstOrDefault(f => f.Name is not null && Names.IsComponentVersion(f.Version));
        told ??= facts.Select(FromFileName).FirstOrDefault(f => f is not null);
        var folder = FromFolderName(directory);
        // A driver's folder knows the name, as one component has several INF files.
        var isDriver = told?.Path.EndsWith(".inf", StringComparison.OrdinalIgnoreCase) == true;
        var component = ToName((isDriver ? null : told?.Name) ?? folder.Name);
        var number = told?.Version ?? folder.Version;
        return new ManifestGuess(
            component,
            number,
            told is not null,
            Write(component, number, told, facts)
        );
    }

    private static string Write(
        string component,
        string version,
        PackageFacts? told,
        List<PackageFacts> files
    )
    {
        var licenses = files
            .Where(file =>
                Licenses.Any(name =>
                    Path.GetFileName(file.Path).StartsWith(name, StringComparison.OrdinalIgnoreCase)
                )
            )
            .Select(file => YamlText.Quote(file.Path))
            .ToList();
        var install = InstallGuess.Write(files);
        var summary = Cut(told?.Summary ?? component);
        return $"""
                component: {component}
                version: {YamlText.DoubleQuote(version)}
                summary: {YamlText.DoubleQuote(summary)}
                {License(told?.License)}

                """.ReplaceLineEndings("\n")
            + (
                told?.Homepage is { } page && page.StartsWith("http", StringComparison.Ordinal)
                    ? $"homepage: {YamlText.DoubleQuote(page)}\n"
                    : ""
            )
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

    // What packages call their license is often no SPDX expression; only one that is one is taken.
    private static string License(string? license) =>
        license is not null
        && ManifestReader
            .Read(
                System.Text.Encoding.UTF8.GetBytes(
                    $"component: a\nversion: 1\nsummary: a\nlicense: {YamlText.DoubleQuote(license)}\n"
                )
            )
            .Findings.Count == 0
            ? $"license: {YamlText.DoubleQuote(license)}"
            : "license: # an SPDX expression such as MIT: fill this in";

    /// <summary><c>name-1.2.3.x86_64.rpm</c>, <c>name_1.2-x64.msi</c> and the like.</summary>
    private static PackageFacts? FromFileName(PackageFacts file)
    {
        var extension = Path.GetExtension(file.Path).ToLowerInvariant();
        if (extension is not (".rpm" or ".msi" or ".exe"))
        {
            return null;
        }

        var match = NameAndVersion().Match(Path.GetFileNameWithoutExtension(file.Path));
        return match.Success
            ? file with
            {
                Name = match.Groups["name"].Value,
                Version = match.Groups["version"].Value.TrimEnd('.', '-', '_'),
            }
            : null;
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
