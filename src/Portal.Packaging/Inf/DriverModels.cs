using System.Globalization;

namespace Portal.Packaging.Inf;

/// <summary>
/// The devices of an INF file for some versions of Windows: a models section with the decoration that says for which. Source:
/// "INF Manufacturer Section" and "Combining Platform Extensions with Operating System Versions" of Microsoft's driver
/// documentation.
/// </summary>
/// <param name="Architecture">Canonical.</param>
/// <param name="System">The lowest version of Windows, <c>10.0</c>; null: any.</param>
/// <param name="Build">The lowest build; null: any.</param>
/// <param name="Product">1 for clients, 2 for domain controllers, 3 for servers; null: all.</param>
/// <param name="Devices">In the order of the file.</param>
public sealed record DriverModels(
    string Architecture,
    Version? System,
    int? Build,
    int? Product,
    IReadOnlyList<DriverDevice> Devices
)
{
    private const int Client = 1;

    /// <summary>Reads <c>NTamd64.10.0.1..16299</c>: architecture, major, minor, product type, suite, build.</summary>
    /// <returns>Null for a decoration of another kind, or of an architecture that is unknown.</returns>
    internal static DriverModels? Of(string decoration, IReadOnlyList<DriverDevice> devices)
    {
        var parts = decoration.Split('.');
        if (
            !parts[0].StartsWith("NT", StringComparison.OrdinalIgnoreCase)
            || (parts[0].Length == 2 ? "x86" : Manifests.Architectures.Canonical(parts[0][2..]))
                is not { } architecture
        )
        {
            return null;
        }

        return new DriverModels(
            architecture,
            Number(parts, 1) is { } major ? new Version(major, Number(parts, 2) ?? 0) : null,
            Number(parts, 5),
            Number(parts, 3),
            devices
        );
    }

    /// <summary>True when a Windows takes devices from here, should it have one of them.</summary>
    /// <param name="system">Such as 6.1 or 10.0.</param>
    public bool Covers(string architecture, Version system, int build, bool isServer) =>
        architecture == Architecture
        && (System is null || system >= System)
        // A build counts among those of its version: the decoration 10.0...16299 leaves out builds below.
        && (Build is null || system > (System ?? new Version(0, 0)) || build >= Build)
        && (Product is null || isServer == Product is not Client);

    private static int? Number(string[] parts, int at) =>
        at < parts.Length
        // Written in decimal, or as 0x00000001.
        && (
            parts[at].StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? int.TryParse(
                    parts[at].AsSpan(2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                : int.TryParse(
                    parts[at],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out number
                )
        )
        && number >= 0
            ? number
            : null;
}
