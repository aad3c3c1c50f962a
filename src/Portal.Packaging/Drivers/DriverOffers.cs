using System.Globalization;
using Portal.Packaging.Manifests;
using Portal.Packaging.Platforms;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>A driver that an entry offers, and to whom.</summary>
/// <param name="Path">Of the INF file.</param>
/// <param name="Line">Of the entry in the manifest.</param>
/// <param name="Standings">For the architectures that are offered, where the INF file has them.</param>
internal sealed record DriverOffer(
    string Path,
    int Line,
    IReadOnlyList<DriverStanding> Standings,
    IReadOnlyList<OfferedGuest> Guests
);

/// <summary>A Windows that takes an entry.</summary>
/// <param name="System">Such as 6.1 or 10.0.</param>
/// <param name="IsCovered">The INF file has models for its newest build.</param>
/// <param name="IsCoveredFromStart">Also for the first build that the entry is offered to.</param>
internal sealed record OfferedGuest(
    string Platform,
    string Architecture,
    Version System,
    bool IsServer,
    bool IsCovered,
    bool IsCoveredFromStart
)
{
    /// <summary>From Windows 10 on, a kernel asks for Microsoft's own signature.</summary>
    public bool IsTen => System.Major >= 10;

    /// <summary>Attested drivers count.</summary>
    public bool TakesAttested => IsTen && !IsServer;
}

/// <summary>Which driver is offered to which Windows, by the same choice as the installers make.</summary>
internal static class DriverOffers
{
    private static readonly Dictionary<string, int> FirstBuilds = new(StringComparer.Ordinal)
    {
        ["win10"] = 10240,
        ["win11"] = 22000,
    };

    public static IReadOnlyList<DriverOffer> Of(
        ComponentManifest manifest,
        IReadOnlyList<PackagedDriver> drivers
    )
    {
        if (drivers.Count == 0)
        {
            return [];
        }

        var cells = PlatformMatrix
            .Of(manifest)
            .Cells.Where(cell => cell.Entry is { Kind: InstallKind.Inf })
            .ToLookup(cell => cell.Entry!);
        return
        [
            .. from entry in manifest.Install
            where entry.Kind is InstallKind.Inf
            from driver in drivers
            let taking = cells[entry]
                .Where(cell => Brings(entry, driver.Path, cell.Architecture))
                .ToList()
            where taking.Count > 0
            select new DriverOffer(
                driver.Path,
                entry.Line,
                [
                    .. driver.Standings.Where(s =>
                        taking.Exists(cell => cell.Architecture == s.Architecture)
                    ),
                ],
                [.. taking.Select(cell => GuestOf(manifest, entry, driver, cell))]
            ),
        ];
    }

    /// <summary>
    /// How a driver is signed where an entry offers it, also to a Windows that is none of the known ones; null when none does.
    /// </summary>
    public static SignatureClass? ClassOf(ComponentManifest manifest, PackagedDriver driver)
    {
        var architectures = manifest
            .Install.Where(entry => entry.Kind is InstallKind.Inf)
            .SelectMany(entry =>
                (entry.When.Arch.Count > 0 ? entry.When.Arch : Architectures.All).Where(a =>
                    Brings(entry, driver.Path, a)
                )
            )
            .ToHashSet(StringComparer.Ordinal);
        if (architectures.Count == 0)
        {
            return null;
        }

        var offered = driver.Standings.Where(s => architectures.Contains(s.Architecture)).ToList();
        return offered.Count == 0 ? SignatureClass.None : offered.Min(s => s.Class);
    }

    private static bool Brings(InstallEntry entry, string path, string architecture) =>
        entry.Files.Any(file => file.Matches(path, file.NamesArchitecture ? architecture : null));

    private static OfferedGuest GuestOf(
        ComponentManifest manifest,
        InstallEntry entry,
        PackagedDriver driver,
        PlatformCell cell
    )
    {
        var guest = KnownPlatforms.All.First(p => p.Id == cell.Platform).On(cell.Architecture)!;
        var build = int.Parse(guest.Build!, CultureInfo.InvariantCulture);
        var first = FirstBuilds.GetValueOrDefault(cell.Platform, build);
        var takesFirst =
            EntryChoice.Of(
                manifest,
                guest with
                {
                    Build = first.ToString(CultureInfo.InvariantCulture),
                }
            ) == entry;
        return new OfferedGuest(
            cell.Platform,
            cell.Architecture,
            SystemOf(build),
            guest.Edition == "server",
            Covers(build),
            !takesFirst || Covers(first)
        );

        bool Covers(int at) =>
            driver.Inf.Models.Any(models =>
                models.Covers(cell.Architecture, SystemOf(at), at, guest.Edition == "server")
            );
    }

    private static Version SystemOf(int build) =>
        build switch
        {
            < 7600 => new Version(6, 0),
            < 9200 => new Version(6, 1),
            < 9600 => new Version(6, 2),
            < 10240 => new Version(6, 3),
            _ => new Version(10, 0),
        };
}
