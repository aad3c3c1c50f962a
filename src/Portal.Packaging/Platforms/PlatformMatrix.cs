using Portal.Packaging.Manifests;

namespace Portal.Packaging.Platforms;

/// <summary>Which install entry each known platform takes.</summary>
/// <param name="Cells">Platform by platform in the order of <see cref="KnownPlatforms.All"/>, then by architecture.</param>
/// <param name="Unknown">Platforms that the manifest names and that are not among the known ones, sorted.</param>
public sealed record PlatformMatrix(
    IReadOnlyList<PlatformCell> Cells,
    IReadOnlyList<string> Unknown
)
{
    public static PlatformMatrix Of(ComponentManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var known = KnownPlatforms.All.SelectMany(p => p.Facts.Platforms).ToHashSet();
        return new PlatformMatrix(
            [
                .. from platform in KnownPlatforms.All
                from architecture in Architectures.All
                let guest = platform.On(architecture)
                where guest is not null
                select new PlatformCell(platform.Id, architecture, EntryChoice.Of(manifest, guest)),
            ],
            [
                .. manifest
                    .Install.SelectMany(entry => entry.When.Platform)
                    .Where(id => !known.Contains(id))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ]
        );
    }
}

/// <summary>One platform and architecture.</summary>
/// <param name="Entry">What is installed there; null: nothing.</param>
public sealed record PlatformCell(string Platform, string Architecture, InstallEntry? Entry);
