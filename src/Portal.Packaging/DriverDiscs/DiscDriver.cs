namespace Portal.Packaging.DriverDiscs;

/// <summary>A driver on a disc.</summary>
/// <param name="Name">Its folder as the disc writes it: <c>NetKVM</c>.</param>
/// <param name="Builds">At least one; those for a version of Windows before those for any.</param>
public sealed record DiscDriver(string Name, IReadOnlyList<DriverBuild> Builds);
