using Portal.Protocol.Problems;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>What a component brings for Windows: who signed its files, its drivers, and what their offers do not hold.</summary>
/// <param name="Signatures">Files with a signature of their own, by path, in the order of the content list.</param>
/// <param name="Members">Which catalog, of the same folder, has a file: path by path.</param>
/// <param name="Drivers">By the path of the INF file, in the order of the content list.</param>
/// <param name="Remarks">What should be looked at, and stops nobody.</param>
public sealed record DriverReport(
    IReadOnlyDictionary<string, FileSignature> Signatures,
    IReadOnlyDictionary<string, string> Members,
    IReadOnlyList<PackagedDriver> Drivers,
    IReadOnlyList<Finding> Remarks
)
{
    public static DriverReport Empty { get; } =
        new(new Dictionary<string, FileSignature>(), new Dictionary<string, string>(), [], []);
}
