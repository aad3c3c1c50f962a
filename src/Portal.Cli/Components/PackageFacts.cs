using Portal.Packaging.Inf;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Components;

/// <summary>What a file that can be installed says of itself; null is what it does not say.</summary>
/// <param name="Path">In the component, '/'-separated.</param>
/// <param name="Architecture">Canonical; null also where it is for any.</param>
internal sealed record PackageFacts(
    string Path,
    string? Name = null,
    string? Version = null,
    string? Summary = null,
    string? License = null,
    string? Homepage = null,
    string? Architecture = null
)
{
    /// <summary>More of an INF than this is not looked at.</summary>
    private const int MaximumInf = 1 << 22;

    /// <summary>What lies at the path.</summary>
    /// <param name="directory">The component's folder.</param>
    /// <param name="path">Of a file in it.</param>
    public static PackageFacts Of(string directory, string path)
    {
        var file = System.IO.Path.Join(directory, path);
        return System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".deb" => OfDeb(path, DebControl.Read(file)),
            ".rpm" => OfRpm(path, RpmHeader.Read(file)),
            ".msi" => OfMsi(path, MsiPackage.Read(file)),
            ".inf" => OfInf(path, file),
            _ => new PackageFacts(path),
        };
    }

    private static PackageFacts OfDeb(string path, DebControl? deb) =>
        new(
            path,
            deb?.Package,
            deb?.Version,
            deb?.Summary,
            null,
            deb?.Homepage,
            Architectures.Canonical(deb?.Architecture ?? "")
        );

    private static PackageFacts OfRpm(string path, RpmHeader? rpm) =>
        new(
            path,
            rpm?.Package,
            rpm?.Version,
            rpm?.Summary,
            rpm?.License,
            rpm?.Homepage,
            Architectures.Canonical(rpm?.Architecture ?? "")
        );

    private static PackageFacts OfMsi(string path, MsiPackage? msi) =>
        new(
            path,
            msi?.Product,
            msi?.Version,
            msi is { Product: { } product, Manufacturer: { } maker } ? $"{product} by {maker}" : null,
            null,
            null,
            // Its summary says "Intel" of what is for x86.
            msi?.Architecture is "Intel" or "" ? "x86" : Architectures.Canonical(msi?.Architecture ?? "")
        );

    private static PackageFacts OfInf(string path, string file)
    {
        if (new FileInfo(file).Length > MaximumInf)
        {
            return new PackageFacts(path);
        }

        var inf = DriverInf.Read(InfFile.Read(File.ReadAllBytes(file)));
        return new PackageFacts(
            path,
            System.IO.Path.GetFileNameWithoutExtension(path),
            inf.Version,
            inf.Devices.Count == 0 ? null : inf.Devices[0].Description,
            null,
            null,
            inf.Architectures is [var only] ? only : null
        );
    }
}
