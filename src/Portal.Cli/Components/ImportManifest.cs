using System.Text;
using Portal.Cli.Packages;
using Portal.Packaging.DriverDiscs;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Components;

/// <summary>Writes the manifest of what was imported.</summary>
internal static class ImportManifest
{
    /// <summary>Hardware ids that are worth a line; a driver for a family of devices can have hundreds.</summary>
    private const int MaximumHardware = 12;

    public static string Write(
        ImportedComponent component,
        string disc,
        string license,
        IReadOnlyList<string> licenseFiles
    )
    {
        var text = new StringBuilder();
        text.Append("# Imported from the disc ").Append(Plain(disc)).Append(".\n");
        AppendFacts(text, component);
        text.Append("component: ").Append(component.Name).Append('\n');
        text.Append("version: ").Append(YamlText.DoubleQuote(component.Version)).Append('\n');
        text.Append("summary: ").Append(YamlText.DoubleQuote(Summary(component))).Append('\n');
        text.Append("license: ").Append(YamlText.DoubleQuote(license)).Append('\n');
        if (licenseFiles.Count > 0)
        {
            text.Append("license-files: ").Append(List(licenseFiles)).Append('\n');
        }

        if (StageOf(component) is { } stage)
        {
            text.Append("stage: ").Append(stage.Text()).Append('\n');
        }

        text.Append("install:\n");
        if (component.Builds.Count == 0)
        {
            text.Append(
                InstallGuess.Write([.. component.Files.Select(file => new PackageFacts(file.Path))])
            );
        }

        foreach (var build in component.Builds)
        {
            text.Append("  - when: { ").Append(When(build)).Append(" }\n");
            text.Append("    inf: ").Append(List([.. build.Infs])).Append('\n');
        }

        return text.ToString();
    }

    private static void AppendFacts(StringBuilder text, ImportedComponent component)
    {
        if (component.Facts.Count == 0)
        {
            return;
        }

        var facts = component.Facts[0];
        foreach (
            var (name, value) in new[]
            {
                ("class", component.Class),
                ("provider", component.Provider),
                ("catalog", facts.Catalogs.Count == 0 ? null : string.Join(", ", facts.Catalogs)),
            }
        )
        {
            if (value is not null)
            {
                text.Append("# ").Append(name).Append(": ").Append(Plain(value)).Append('\n');
            }
        }

        var devices = component.Devices.ToList();
        foreach (var device in devices.Take(MaximumHardware))
        {
            text.Append("# hardware: ").Append(Plain(device.HardwareId)).Append('\n');
        }

        if (devices.Count > MaximumHardware)
        {
            text.Append("# ... and ").Append(devices.Count - MaximumHardware).Append(" more\n");
        }
    }

    private static string Summary(ImportedComponent component)
    {
        if (component.Builds.Count == 0)
        {
            return "QEMU guest agent for Windows";
        }

        var description = component
            .Devices.Select(device => device.Description.Trim())
            .FirstOrDefault(text =>
                text.Length > 0 && !text.Contains('%', StringComparison.Ordinal)
            );
        var summary = description is null
            ? $"Driver {component.Builds[0].Folder.Split('/')[0]} for Windows"
            : $"Driver for Windows: {description}";
        return summary.Length <= ManifestReader.MaximumSummary
            ? summary
            : summary[..ManifestReader.MaximumSummary];
    }

    private static Stage? StageOf(ImportedComponent component) =>
        component.Builds.Count == 0
            ? Stage.Agent
            : component.Class?.ToUpperInvariant() switch
            {
                "SCSIADAPTER" or "HDC" => Stage.Storage,
                "NET" => Stage.Network,
                _ => null,
            };

    private static string When(DriverBuild build) =>
        string.Join(
            ", ",
            new[]
            {
                build.Platforms.Count == 0
                    ? "os: windows"
                    : $"platform: [{string.Join(", ", build.Platforms)}]",
                build.Architecture is null ? null : $"arch: {build.Architecture}",
            }.OfType<string>()
        );

    private static string List(IReadOnlyList<string> paths) =>
        paths.Count == 1
            ? YamlText.Quote(paths[0])
            : $"[{string.Join(", ", paths.Select(YamlText.Quote))}]";

    /// <summary>As a comment takes it: one line, and nothing that a manifest may not hold.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
