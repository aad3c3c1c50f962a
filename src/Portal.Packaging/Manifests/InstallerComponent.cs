namespace Portal.Packaging.Manifests;

/// <summary>
/// The component that holds the installers themselves. It is part of every image and is never installed: what it has below
/// <c>disc/</c> lies at the root of the disc, and the rest of it is not on the disc.
/// </summary>
public static class InstallerComponent
{
    /// <summary>Its name.</summary>
    public const string Name = "guest-tools-installer";

    /// <summary>The folder whose files lie at the root of the disc.</summary>
    public const string DiscFolder = "disc/";
}
