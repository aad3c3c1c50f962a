using Portal.Protocol;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Packaging.Mirrors;

/// <summary>An image that a mirror is to hold.</summary>
/// <param name="Path">Of its bytes at the source, such as <c>tuf/targets/stable/guest-tools/...</c>.</param>
/// <param name="Target">What metadata promises of it.</param>
public sealed record MirrorImage(
    string Product,
    string Version,
    Digest Sha256,
    string Path,
    TargetFile Target
);

/// <summary>An image that was brought.</summary>
/// <param name="File">On the tree's file system, flushed, verified, and from now on the tree's.</param>
/// <param name="Extents">Its extents.json where that came along.</param>
/// <param name="Fetched">Bytes that came from elsewhere.</param>
/// <param name="Reused">Bytes that images of the tree had.</param>
public sealed record BroughtImage(string File, byte[]? Extents, long Fetched, long Reused);

/// <summary>What a mirror is filled from: a portal or another mirror over a network, or the portal's own store.</summary>
public interface IMirrorSource
{
    /// <summary>For messages.</summary>
    string Name { get; }

    /// <summary>Files below <c>tuf/metadata/</c>.</summary>
    IFetcher Metadata { get; }

    /// <summary>Files below <c>tuf/targets/</c> that are no images.</summary>
    IFetcher Targets { get; }

    /// <summary>A file below <c>download/</c> or <c>keys/</c> that is no image; null when there is none.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Unavailable"/>: whether there is one cannot be told.</exception>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>Brings an image.</summary>
    /// <exception cref="TufException">It cannot be had, or is not what was promised.</exception>
    Task<BroughtImage> BringAsync(
        MirrorTree tree,
        MirrorImage image,
        CancellationToken cancellationToken
    );
}
