using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Discs;

/// <summary>A component as a layout takes it.</summary>
/// <param name="Manifest">Read from the <c>component.yaml</c> of the content.</param>
/// <param name="Content">What the component holds; its identity is the digest in the lock.</param>
public sealed record DiscComponent(ComponentManifest Manifest, ContentList Content);
