using System.Text;
using System.Text.RegularExpressions;
using Portal.Cli.Packages;
using Portal.Packaging.Archives;
using Portal.Packaging.Manifests;
using Portal.Protocol;

namespace Portal.Cli.Components;

/// <summary>A first manifest, from what lies in a folder.</summary>
/// <param name="IsFromFile">False when nothing but the folder's name was there to go by.</param>
/// <param name="Yaml">The text of the manifest.</param>
/// <param name="Unread">Files that are not what their names say, and why.</param>
internal sealed partial record ManifestGuess(
    string Component,
    string Version,
    bool IsFromFile,
    string Yaml,
    IReadOnlyList<(string Path, string Problem)> Unread
)
{
    // What is asked first.
    private static readonly string[] Extensions = [".deb", ".rpm", ".msi", ".inf"];

    private static readonly string[] Licenses = ["LICENSE", "LICENCE", "COPYING"];

    /// <summary>More than this is no folder of a component, and reading on would take for ever.</summary>
    private const int MaximumFiles = 50_000;

    // Of a script, in bytes: its license stands at its head.
    private const int MaximumHead = 4096;

    // Lines about what packages say; a folder of drivers can have hundreds.
    private const int MaximumRemarks = 40;

    // Links are not followed: they may lead out of the folder, or in circles.
    private static readonly EnumerationOptions Walk = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>Looks at a folder.</summary>
    /// <param name="license">What the author knows of it; null: what the files say.</param>
    /// <exception cref="IOException">A file cannot be read at all.</exception>
    public static ManifestGuess Of(string directory, string? license = null)
    {
        var files = Directory
            .EnumerateFiles(directory, "*", Walk)
            .Take(MaximumFiles)
            .Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .ToList();
        var facts = files.Select(path => PackageFacts.Of(directory, path)).ToList();
        var installed = facts.Where(f => !f.IsSource).ToList();
        var told = Extensions
            .SelectMany(extension => installed.Where(f => f.Extension == extension))
            .FirstOrDefault(f => f.Name is not null && Names.IsComponentVersion(f.Version));
        told ??= installed.Select(FromFileName).FirstOrDefault(f => f is not null);
        var heads = Heads(directory, facts);
        var folder = FromFolderName(directory);
        // A driver's folder knows the name, as one component has several INF files.
        var component = ToName((told?.Extension == ".inf" ? null : told?.Name) ?? folder.Name);
        var version = told?.Version ?? folder.Version;
        return new ManifestGuess(
            component,
            version,
            told is not null,
            Write(component, version, told, facts, heads, license),
            [.. facts.Where(f => f.Problem is not null).Select(f => (f.Path, f.Problem!))]
        );
    }

    private static string Write(
        string component,
        string version,
        PackageFacts? told,
        List<PackageFacts> files,
        Dictionary<string, string> heads,
        string? license
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
        license ??=
            Spdx(told?.License)
            ?? heads.Values.Select(LicenseOf).FirstOrDefault(l => l is not null);
        // A text that nobody here has a name for is a license all the same.
        license ??= licenses.Count > 0 ? $"LicenseRef-{component}" : null;
        var text = new StringBuilder();
        foreach (
            var remark in files
                .SelectMany(f => f.Remarks.Select(remark => $"{f.Path}: {remark}"))
                .Take(MaximumRemarks)
        )
        {
            text.Append("# ").Append(YamlText.Plain(remark)).Append('\n');
        }

        text.Append("component: ").Append(component).Append('\n');
        text.Append("version: ").Append(YamlText.DoubleQuote(version)).Append('\n');
        text.Append("summary: ")
            .Append(YamlText.DoubleQuote(Summary(told, component)))
            .Append('\n');
        text.Append("license: ")
            .Append(
                license is null
                    ? "# an SPDX expression such as MIT: fill this in"
                    : YamlText.DoubleQuote(license)
            )
            .Append('\n');
        if (licenses.Count > 0)
        {
            text.Append("license-files: [").AppendJoin(", ", licenses).Append("]\n");
        }

        AppendHomepage(text, told?.Homepage);
        var sources = files.Where(f => f.IsSource).Select(f => YamlText.Quote(f.Path)).ToList();
        if (sources.Count > 0)
        {
            text.Append("sources: [").AppendJoin(", ", sources).Append("]\n");
        }

        text.Append("# changes: |        # Markdown: what is new, shown on release pages\n")
            .Append("#   - fixes ...\n")
            .Append(
                "# requires: []      # components that must be on the image, installed first\n"
            );
        var stages = files
            .Where(f => f.Extension == ".inf")
            .Select(f => f.Stage)
            .Distinct()
            .ToList();
        text.Append(
            stages is [{ } stage]
                ? $"stage: {stage.Text()}\n"
                : "# stage: agent      # storage, network or agent\n"
        );
        var install = InstallGuess.Write(files, file => heads.ContainsKey(file.Path));
        return text.Append(
                install.Length > 0
                    ? "install:            # the first entry that matches a guest is taken\n"
                        + install
                    : "# install:          # the first entry that matches a guest is taken\n"
                        + "#   - when: { os: linux, arch: x86_64 }\n"
                        + "#     script: install.sh\n"
            )
            .ToString();
    }

    private static void AppendHomepage(StringBuilder text, string? page)
    {
        if (
            page is not null
            && Uri.TryCreate(page, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
        )
        {
            text.Append("homepage: ").Append(YamlText.DoubleQuote(page)).Append('\n');
        }
    }

    // What scripts begin with, by path; only of those that say who runs them.
    private static Dictionary<string, string> Heads(string directory, List<PackageFacts> files)
    {
        var heads = new Dictionary<string, string>(StringComparer.Ordinal);
        var head = new byte[MaximumHead];
        foreach (var file in files.Where(f => f.Extension == ".sh"))
        {
            var place = new FileInfo(Path.Join(directory, file.Path));
            if (!DiskEntry.IsRegular(place))
            {
                continue;
            }

            using var stream = place.OpenRead();
            var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var text = Encoding.UTF8.GetString(head, 0, count);
            if (text.StartsWith("#!", StringComparison.Ordinal))
            {
                heads[file.Path] = text;
            }
        }

        return heads;
    }

    private static string? LicenseOf(string head) =>
        LicenseTag().Match(head) is { Success: true } tag
            ? Spdx(tag.Groups["license"].Value.Trim())
            : null;

    // What packages call their license is often no SPDX expression, such as "GPLv2+": then it is not taken.
    private static string? Spdx(string? license) =>
        license is not null
        && SpdxExpression.Problem(license) is null
        && !SpdxExpression.NamesOwnText(license)
        && !OldLicense().IsMatch(license)
            ? license
            : null;

    private static string Summary(PackageFacts? told, string component)
    {
        var summary = string.Join(
            ' ',
            (told?.Summary ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        if (summary.Length > ManifestReader.MaximumSummary)
        {
            var end = ManifestReader.MaximumSummary;
            // Not between the halves of a character.
            summary = summary[..(char.IsHighSurrogate(summary[end - 1]) ? end - 1 : end)].TrimEnd();
        }

        return summary.Length == 0 ? component : summary;
    }

    /// <summary><c>name-1.2.3.x86_64.rpm</c>, <c>name_1.2-x64.msi</c> and the like.</summary>
    private static PackageFacts? FromFileName(PackageFacts file)
    {
        if (file.Extension is not (".rpm" or ".msi" or ".exe"))
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

    [GeneratedRegex(
        @"\A(?<name>[A-Za-z][A-Za-z0-9+._-]*?)[-_](?<version>[0-9][0-9.]*(?:[-~+][0-9][0-9A-Za-z.~+]*?)?)(?:[-_.](?:\D.*)?)?\z",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex NameAndVersion();

    [GeneratedRegex(@"SPDX-License-Identifier:[ \t]*(?<license>[^\r\n]+)", RegexOptions.None, 1000)]
    private static partial Regex LicenseTag();

    [GeneratedRegex("GPLv|\\ABSD\\z|\\AASL|Public Domain", RegexOptions.None, 1000)]
    private static partial Regex OldLicense();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
