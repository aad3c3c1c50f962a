using Portal.Protocol.Problems;

namespace Portal.Packaging.Manifests;

/// <summary>What reading a <c>component.yaml</c> gave.</summary>
/// <param name="Manifest">Null exactly when there are findings.</param>
/// <param name="Findings">Everything that is wrong, in the order of the lines.</param>
public sealed record ManifestResult(ComponentManifest? Manifest, IReadOnlyList<Finding> Findings);
