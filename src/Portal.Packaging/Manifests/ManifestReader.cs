using Portal.Packaging.Contents;
using Portal.Packaging.Manifests.Yaml;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Manifests;

/// <summary>Reads a <c>component.yaml</c> strictly: what is not known is a mistake, and every mistake is reported at once.</summary>
public sealed class ManifestReader
{
    /// <summary>In bytes.</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>In characters.</summary>
    public const int MaximumSummary = 200;

    /// <summary>Of <c>install</c>.</summary>
    public const int MaximumEntries = 256;

    /// <summary>In all lists together: each is compared with every file of the component.</summary>
    public const int MaximumPaths = 512;

    private static readonly string[] Keys =
    [
        "component",
        "version",
        "summary",
        "license",
        "homepage",
        "build",
        "license-files",
        "sources",
        "redistribute",
        "changes",
        "requires",
        "after",
        "stage",
        "downgrade",
        "install",
    ];

    private readonly ManifestFindings _findings = new();

    private ManifestReader() { }

    /// <summary>Reads the bytes of a manifest: UTF-8, at most <see cref="MaximumLength"/>.</summary>
    /// <returns>The manifest, or findings with rules <c>manifest.*</c>; never both.</returns>
    public static ManifestResult Read(ReadOnlyMemory<byte> yaml)
    {
        var reader = new ManifestReader();
        var manifest = reader.ReadBytes(yaml.Span);
        return new ManifestResult(
            reader._findings.Any ? null : manifest,
            reader._findings.InOrder()
        );
    }

    private ComponentManifest? ReadBytes(ReadOnlySpan<byte> yaml)
    {
        if (yaml.Length > MaximumLength)
        {
            _findings.Add(
                "manifest.too-large",
                1,
                $"The manifest has {yaml.Length} bytes; at most {MaximumLength} are allowed.",
                "Keep long texts in files of their own."
            );
            return null;
        }

        if (
            ManifestText.Decode(yaml, _findings) is not { } text
            || YamlTreeReader.Read(text, _findings) is not { } root
        )
        {
            return null;
        }

        if (root is not YamlMap map)
        {
            _findings.Add(
                "manifest.key.type",
                root.Line,
                $"A manifest is a mapping, not {root.Noun}."
            );
            return null;
        }

        return ReadManifest(new FieldReader(map, Keys, _findings));
    }

    private ComponentManifest ReadManifest(FieldReader fields)
    {
        var component = ReadComponent(fields);
        var requires = ReadNames(fields, "requires", component);
        var after = ReadNames(fields, "after", component);
        foreach (var both in after.Where(name => requires.Any(r => r.Text == name.Text)))
        {
            _findings.Add(
                "manifest.after.redundant",
                both.Line,
                $"{Quote.Of(both.Text)} stands in both 'requires' and 'after'.",
                "'requires' sets the order already; remove it from 'after'."
            );
        }

        if (component == InstallerComponent.Name)
        {
            RefuseInstallKeys(fields);
        }

        var manifest = new ComponentManifest
        {
            Component = component,
            Version = ReadVersion(fields),
            Summary = ReadSummary(fields),
            License = ReadLicense(fields),
            Homepage = WebAddress.Read(fields, "homepage", _findings),
            Build = WebAddress.Read(fields, "build", _findings),
            LicenseFiles = ReadPaths(fields, "license-files"),
            Sources = ReadPaths(fields, "sources"),
            Redistribute = fields.Flag("redistribute") ?? true,
            Changes = fields.MultilineText("changes")?.Text,
            Requires = [.. requires.Select(name => name.Text)],
            After = [.. after.Select(name => name.Text)],
            Stage = ReadStage(fields),
            Downgrade = (Downgrade)
                InstallOptionsReader.Word(fields, "downgrade", InstallWords.Downgrades, _findings),
            Install = InstallReader.Read(
                fields.List("install"),
                fields.LineOf("install"),
                _findings
            ),
        };
        var paths =
            manifest.LicenseFiles.Count
            + manifest.Sources.Count
            + manifest.Install.Sum(entry => entry.Files.Count);
        if (paths > MaximumPaths)
        {
            _findings.Add(
                "manifest.list.long",
                fields.Line,
                $"The manifest names {paths} paths; at most {MaximumPaths} are allowed.",
                "Use '*', or split the component."
            );
        }

        return manifest;
    }

    private string ReadComponent(FieldReader fields)
    {
        var name = fields.RequiredText("component", "my-agent");
        if (name is { } given && (!Names.IsName(given.Text) || DeviceNames.Has(given.Text)))
        {
            _findings.Add(
                "manifest.component",
                given.Line,
                $"{Quote.Of(given.Text)} is not a component name.",
                "A name has 1 to 63 of the characters a-z 0-9 - and does not begin with '-'; names of devices (con, nul, com1) "
                    + $"and {Quote.OneOf([.. Names.Reserved.Order(StringComparer.Ordinal)])} are taken."
            );
        }

        return name?.Text ?? "";
    }

    private ComponentVersionNumber ReadVersion(FieldReader fields)
    {
        if (fields.RequiredText("version", "1.0") is not { } given)
        {
            return default;
        }

        if (!ComponentVersionNumber.TryParse(given.Text, out var version, out var error))
        {
            _findings.Add(
                "manifest.version",
                given.Line,
                $"{Quote.Of(given.Text)} is not a version.",
                error
            );
        }

        return version;
    }

    private string ReadSummary(FieldReader fields)
    {
        var summary = fields.RequiredText("summary", "what it is, in one line");
        if (summary is { } given && given.Text.Length > MaximumSummary)
        {
            _findings.Add(
                "manifest.summary",
                given.Line,
                $"The summary has {given.Text.Length} characters; at most {MaximumSummary} are allowed."
            );
        }

        return summary?.Text ?? "";
    }

    private string ReadLicense(FieldReader fields)
    {
        var license = fields.RequiredText("license", "GPL-2.0-or-later");
        if (license is { } given && SpdxExpression.Problem(given.Text) is { } problem)
        {
            _findings.Add(
                "manifest.license",
                given.Line,
                $"{Quote.Of(given.Text)} is not an SPDX license expression: {problem}",
                "For a license that SPDX does not list, write 'LicenseRef-<name>' and name its text in 'license-files'."
            );
        }
        else if (
            license is { } own
            && SpdxExpression.NamesOwnText(own.Text)
            && !fields.Has("license-files")
        )
        {
            _findings.Add(
                "manifest.license.text",
                own.Line,
                $"The license {Quote.Of(own.Text)} rests on a text of its own, and there are no 'license-files'.",
                "Add 'license-files: [LICENSE]'."
            );
        }

        return license?.Text ?? "";
    }

    private IReadOnlyList<PathPattern> ReadPaths(FieldReader fields, string key) =>
        PathListReader.Read(fields.Texts(key), key, allowFolders: true, _findings);

    private IReadOnlyList<Located> ReadNames(FieldReader fields, string key, string component)
    {
        // Whoever generates a manifest writes "requires: []" for none.
        var names = fields.Texts(key, mayBeEmpty: true);
        foreach (var name in names)
        {
            var problem =
                !Names.IsName(name.Text) ? $"{Quote.Of(name.Text)} is not a component name."
                : name.Text == component ? $"The component names itself in '{key}'."
                : name.Text == InstallerComponent.Name
                    ? $"'{name.Text}' is on every image and is never installed."
                : null;
            if (problem is not null)
            {
                _findings.Add($"manifest.{key}", name.Line, problem, $"Remove it from '{key}'.");
            }
        }

        return names;
    }

    private Stage ReadStage(FieldReader fields)
    {
        if (fields.Text("stage") is not { } given)
        {
            return Stage.Default;
        }

        if (!Stages.TryParse(given.Text, out var stage))
        {
            _findings.Add(
                "manifest.stage",
                given.Line,
                $"{Quote.Of(given.Text)} is not a stage.",
                Quote.DidYouMean(given.Text, Stages.All) ?? $"A stage is {Quote.OneOf(Stages.All)}."
            );
        }

        return stage;
    }

    private void RefuseInstallKeys(FieldReader fields)
    {
        foreach (
            var key in new[] { "requires", "after", "stage", "downgrade", "install" }.Where(
                fields.Has
            )
        )
        {
            _findings.Add(
                "manifest.installer",
                fields.LineOf(key),
                $"'{InstallerComponent.Name}' is never installed itself, so it has no '{key}'.",
                $"Remove '{key}'."
            );
        }
    }
}
