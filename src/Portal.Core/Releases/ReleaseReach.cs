using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;

namespace Portal.Releases;

/// <summary>One file on a disc that Windows guests install.</summary>
/// <param name="Path">From the root of the disc, separated by <c>/</c>.</param>
public sealed record WindowsPackage(string Component, InstallKind Kind, string Path);

/// <summary>Whom a release serves and how, read from its lock and the manifests that it names.</summary>
/// <param name="Components">Without the installers' own.</param>
/// <param name="Projects">From so many projects these come.</param>
/// <param name="VolumeId">The label by which a guest finds the disc.</param>
/// <param name="HasWindowsSetup">A <c>setup.exe</c> lies at the root of the disc.</param>
/// <param name="Windows">What Windows guests install, in install order; at most <see cref="MaxPackages"/>.</param>
public sealed record ReleaseReach(
    GuestSummary Guests,
    int Components,
    int Projects,
    string VolumeId,
    bool HasWindowsSetup,
    IReadOnlyList<WindowsPackage> Windows
)
{
    public const int MaxPackages = 24;

    public static ReleaseReach Of(ReleaseLock @lock, IReadOnlyList<DiscComponent> components) =>
        Of(
            @lock,
            components,
            components.Any(c =>
                c.Manifest.Component == InstallerComponent.Name
                && c.Content.Find(InstallerComponent.DiscFolder + "setup.exe") is not null
            )
        );

    /// <summary>The same where the installers' own component is not here.</summary>
    public static ReleaseReach Of(
        ReleaseLock @lock,
        IReadOnlyList<DiscComponent> components,
        bool hasWindowsSetup
    )
    {
        ArgumentNullException.ThrowIfNull(@lock);
        ArgumentNullException.ThrowIfNull(components);
        var own = @lock.Components.Where(c => c.Name != InstallerComponent.Name).ToList();
        return new(
            GuestSummary.Of(components.Select(c => c.Manifest)),
            own.Count,
            own.Select(c => c.Project).Distinct(StringComparer.Ordinal).Count(),
            @lock.VolumeId,
            hasWindowsSetup,
            [.. components.SelectMany(PackagesOf).Distinct().Take(MaxPackages)]
        );
    }

    private static IEnumerable<WindowsPackage> PackagesOf(DiscComponent component) =>
        from entry in component.Manifest.Install
        where IsForWindows(entry)
        from architecture in entry.FileSets
        from file in component.Content.Entries
        where
            file.Kind is ContentKind.File
            && entry.Files.Any(f => f.Matches(file.Path.Value, architecture))
        select new WindowsPackage(
            component.Manifest.Component,
            entry.Kind,
            $"projects/{component.Manifest.Component}/{file.Path.Value}"
        );

    private static bool IsForWindows(InstallEntry entry) =>
        (entry.Kind.OperatingSystem() ?? (entry.When.Os is [var only] ? only : null)) == "windows";
}
