namespace Portal.Packaging.DriverDiscs;

/// <summary>A driver as built for some versions of Windows on one architecture.</summary>
/// <param name="Folder">Where it lies on the disc: <c>NetKVM/w10/amd64</c>.</param>
/// <param name="Platforms">osinfo short ids; empty where the disc names no version.</param>
/// <param name="Architecture">Its canonical name; null where the disc names none.</param>
/// <param name="Files">Paths on the disc, sorted; at least one is an .inf.</param>
public sealed record DriverBuild(
    string Folder,
    IReadOnlyList<string> Platforms,
    string? Architecture,
    IReadOnlyList<string> Files
)
{
    /// <summary>Those of <see cref="Files"/> that tell Windows how to install the driver.</summary>
    public IEnumerable<string> Infs => Files.Where(IsInf);

    public static bool IsInf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".inf", StringComparison.OrdinalIgnoreCase);
    }
}
