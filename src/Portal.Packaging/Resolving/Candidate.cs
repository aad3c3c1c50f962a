using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Resolving;

/// <summary>A component version that exists.</summary>
/// <param name="Project">The project that published it.</param>
/// <param name="Manifest">Its manifest, which says its name and version.</param>
/// <param name="Content">The digest of its content.</param>
/// <param name="Yanked">True when it is no longer to be resolved.</param>
public sealed record Candidate(
    string Project,
    ComponentManifest Manifest,
    Digest Content,
    bool Yanked = false
)
{
    /// <summary>The name of the component.</summary>
    public string Name => Manifest.Component;

    /// <summary>Its version.</summary>
    public ComponentVersionNumber Version => Manifest.Version;
}
