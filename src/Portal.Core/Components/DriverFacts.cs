using Portal.Packaging.Drivers;
using Portal.Packaging.Inf;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>What an INF file says, and how what it brings is signed.</summary>
/// <param name="SetupClass"><c>Net</c>, <c>SCSIAdapter</c>; null where it says none.</param>
/// <param name="Version">Of DriverVer.</param>
/// <param name="Date">Of DriverVer.</param>
/// <param name="Devices">The first of them; <paramref name="DeviceCount"/> is how many there are.</param>
public sealed record DriverFacts(
    string? Provider,
    string? SetupClass,
    string? ClassGuid,
    string? Version,
    DateOnly? Date,
    IReadOnlyList<DriverArchitecture> Architectures,
    IReadOnlyList<DriverSystem> Systems,
    IReadOnlyList<DriverDevice> Devices,
    int DeviceCount
)
{
    /// <summary>So many devices and files are kept of each driver.</summary>
    public const int MaximumShown = 200;

    internal static DriverFacts Of(PackagedDriver driver) =>
        new(
            driver.Inf.Provider,
            driver.Inf.Class,
            driver.Inf.ClassGuid,
            driver.Inf.Version,
            driver.Inf.Date,
            [.. driver.Standings.Select(DriverArchitecture.Of)],
            [
                .. driver
                    .Inf.Models.Select(m => new DriverSystem(
                        m.Architecture,
                        m.System?.ToString(),
                        m.Build,
                        m.Product
                    ))
                    .Distinct(),
            ],
            [.. driver.Inf.Devices.Take(MaximumShown)],
            driver.Inf.Devices.Count
        );
}

/// <summary>How a driver is signed for an architecture.</summary>
/// <param name="Class">A word of <see cref="SignatureClasses.All"/>.</param>
/// <param name="Catalog">Its path, or the name by which it is missed; null when the INF file asks for none.</param>
/// <param name="Systems">OSAttr of the catalog.</param>
/// <param name="Strangers">Files that the catalog does not have as they are.</param>
/// <param name="Missing">Files that the INF file asks for in vain.</param>
public sealed record DriverArchitecture(
    string Architecture,
    string Class,
    string? Catalog,
    string? Signer,
    DateTimeOffset? Timestamp,
    string? Problem,
    string? Systems,
    IReadOnlyList<string> Strangers,
    IReadOnlyList<string> Missing
)
{
    internal static DriverArchitecture Of(DriverStanding standing) =>
        new(
            standing.Architecture,
            standing.Class.Text(),
            standing.Catalog,
            standing.Signature?.Signer,
            standing.Signature?.Timestamp is { } at
                ? DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds())
                : null,
            standing.Signature?.Problem?.Text(),
            standing.Systems,
            [.. standing.Strangers.Take(DriverFacts.MaximumShown)],
            [.. standing.Missing.Take(DriverFacts.MaximumShown)]
        );
}

/// <summary>For which Windows an INF file has models.</summary>
/// <param name="System">The lowest version, <c>10.0</c>; null: any.</param>
/// <param name="Build">The lowest build; null: any.</param>
/// <param name="Product">1 clients, 2 domain controllers, 3 servers; null: all.</param>
public sealed record DriverSystem(string Architecture, string? System, int? Build, int? Product);
