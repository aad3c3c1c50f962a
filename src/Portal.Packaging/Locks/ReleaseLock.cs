using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Locks;

/// <summary>
/// A release as <c>release.json</c> holds it: together with the files of the components and the signature of the contents,
/// everything that the image is made from. It never changes; two locks are equal when all of their parts are.
/// </summary>
public sealed record ReleaseLock
{
    /// <summary>The number of this form of the lock.</summary>
    public const int Schema = 1;

    /// <summary>The name of the product.</summary>
    public required string Product { get; init; }

    /// <summary>The title of the product, one line.</summary>
    public required string Title { get; init; }

    /// <summary>The version of the release.</summary>
    public required string Version { get; init; }

    /// <summary>The volume id of the image, see <see cref="Locks.VolumeId"/>.</summary>
    public required string VolumeId { get; init; }

    /// <summary>The number of the layout, in which the lock becomes bytes.</summary>
    public required int Layout { get; init; }

    /// <summary>The time of everything on the image: seconds since 1970-01-01 UTC, 0 to 2147483647 (what Linux 6.1 can show).</summary>
    public required long Epoch { get; init; }

    /// <summary>
    /// The key that signs the contents: an RSA public key of at least 3072 bits as PEM of its SubjectPublicKeyInfo, with one line
    /// end at the end.
    /// </summary>
    public required string DiscKey { get; init; }

    /// <summary>In install order, the component of the installers first.</summary>
    public required IReadOnlyList<LockedComponent> Components { get; init; }

    /// <summary>The components of a resolution.</summary>
    public static IReadOnlyList<LockedComponent> Lock(Resolution resolution)
    {
        ArgumentNullException.ThrowIfNull(resolution);
        return
        [
            .. resolution.Components.Select(candidate => new LockedComponent(
                candidate.Name,
                candidate.Version,
                candidate.Project,
                candidate.Content,
                candidate.Manifest.Stage
            )),
        ];
    }

    public bool Equals(ReleaseLock? other) =>
        other is not null
        && (Product, Title, Version, VolumeId, Layout, Epoch, DiscKey)
            == (
                other.Product,
                other.Title,
                other.Version,
                other.VolumeId,
                other.Layout,
                other.Epoch,
                other.DiscKey
            )
        && Components.SequenceEqual(other.Components);

    public override int GetHashCode() =>
        HashCode.Combine(Product, Version, Layout, Epoch, Components.Count);
}

/// <summary>One component version of a release.</summary>
/// <param name="Name">The component.</param>
/// <param name="Version">Its version.</param>
/// <param name="Project">The project that published it.</param>
/// <param name="Digest">Of its content, which is its identity.</param>
/// <param name="Stage">The round in which it is installed.</param>
public sealed record LockedComponent(
    string Name,
    ComponentVersionNumber Version,
    string Project,
    Digest Digest,
    Stage Stage
);
