using Portal.Iso9660;
using Portal.Packaging.DriverDiscs;
using Portal.Packaging.Inf;

namespace Portal.Cli.Components;

/// <summary>A component as it will be written.</summary>
/// <param name="Files">What it takes from the disc, by path in the component.</param>
/// <param name="Builds">Of a driver; empty for the guest agent.</param>
/// <param name="Facts">What the .inf files say, the newest first; empty for the guest agent.</param>
internal sealed record ImportedComponent(
    string Name,
    string Version,
    IReadOnlyList<(string Path, IsoEntry Source)> Files,
    IReadOnlyList<DriverBuild> Builds,
    IReadOnlyList<DriverInf> Facts
)
{
    /// <summary>Of the newest build that says so.</summary>
    public string? Class =>
        Facts.Select(facts => facts.Class).FirstOrDefault(text => text is not null);

    public string? Provider =>
        Facts.Select(facts => facts.Provider).FirstOrDefault(text => text is not null);

    public IEnumerable<DriverDevice> Devices =>
        Facts
            .SelectMany(facts => facts.Devices)
            .DistinctBy(device => device.HardwareId.ToUpperInvariant(), StringComparer.Ordinal);

    public ImportedDocument Document() =>
        new(
            Name,
            Version,
            Files.Count,
            Files.Sum(file => file.Source.Length),
            Class,
            Provider,
            Builds.Any(build => build.Platforms.Count == 0)
                ? []
                : [.. Builds.SelectMany(build => build.Platforms).Distinct(StringComparer.Ordinal)],
            [
                .. Builds
                    .Select(build => build.Architecture)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ],
            [.. Devices.Select(device => device.HardwareId)]
        );
}
