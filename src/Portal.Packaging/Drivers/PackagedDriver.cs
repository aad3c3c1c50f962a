using Portal.Packaging.Inf;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>A driver as it lies in a component.</summary>
/// <param name="Path">Of the INF file.</param>
/// <param name="Inf">What it says.</param>
/// <param name="Standings">Whether it is signed, one for each architecture that the INF file has.</param>
/// <param name="Offered">Of the architecture that is worst off, of those to which an entry offers it; null when none does.</param>
public sealed record PackagedDriver(
    string Path,
    DriverInf Inf,
    IReadOnlyList<DriverStanding> Standings,
    SignatureClass? Offered = null
)
{
    /// <summary>Of the architecture that is worst off; <see cref="SignatureClass.None"/> where there is none.</summary>
    public SignatureClass Class =>
        Standings.Count == 0 ? SignatureClass.None : Standings.Min(s => s.Class);
}

/// <summary>How a driver is signed for an architecture.</summary>
/// <param name="Architecture">Canonical.</param>
/// <param name="Class">Of the catalog when it has the INF file and every file that this brings; broken when it lacks one.</param>
/// <param name="Catalog">Its path, or the name by which the INF file asks for it when it is not there; null when it asks for none.</param>
/// <param name="Signature">Of the catalog; null when it is not there.</param>
/// <param name="Systems">The catalog's OSAttr; null when it says none.</param>
/// <param name="Strangers">Files that the catalog does not have, or has otherwise.</param>
/// <param name="Missing">Files that the INF file asks for and the component does not have.</param>
public sealed record DriverStanding(
    string Architecture,
    SignatureClass Class,
    string? Catalog,
    FileSignature? Signature,
    string? Systems,
    IReadOnlyList<string> Strangers,
    IReadOnlyList<string> Missing
);
