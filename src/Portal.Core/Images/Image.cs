using Portal.Packaging.Discs;
using Portal.Protocol;

namespace Portal.Images;

/// <summary>
/// The ISO of a release: the digests of the blobs it is read from. The contents' signature is made first, once, and kept,
/// because the image is planned with it; the rest follows when the image is whole.
/// </summary>
public sealed class Image
{
    private Image() { }

    public required Guid ReleaseId { get; init; }

    /// <summary>The disc's own <c>guest-tools/SHA256SUMS</c>.</summary>
    public required Digest Contents { get; init; }

    /// <summary>Its signature by the disc key, as it lies on the disc.</summary>
    public required Digest ContentsSignature { get; init; }

    /// <summary>Everything below is set together.</summary>
    public bool IsAssembled { get; private set; }

    /// <summary>Bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Of the whole image: its identity.</summary>
    public Digest? Sha256 { get; private set; }

    /// <summary>All metadata before the data.</summary>
    public Digest? Head { get; private set; }

    /// <summary>Where which content lies, as <see cref="ExtentsFile"/> writes it.</summary>
    public Digest? Extents { get; private set; }

    /// <summary>The padding behind the data.</summary>
    public Digest? Tail { get; private set; }

    /// <summary>The release's downloadable <c>SHA256SUMS</c>.</summary>
    public Digest? Checksums { get; private set; }

    /// <summary>Its OpenPGP signature.</summary>
    public Digest? ChecksumsSignature { get; private set; }

    /// <summary>OpenPGP signature of the whole image.</summary>
    public Digest? Signature { get; private set; }

    internal static Image Signed(Guid releaseId, Digest contents, Digest signature) =>
        new()
        {
            ReleaseId = releaseId,
            Contents = contents,
            ContentsSignature = signature,
        };

    /// <exception cref="InvalidOperationException">It was assembled already: an image never changes.</exception>
    internal void Assemble(ImageParts parts, ImageSignatures signatures)
    {
        if (IsAssembled)
        {
            throw new InvalidOperationException("An image never changes.");
        }

        IsAssembled = true;
        (Length, Sha256, Head, Extents, Tail) = (
            parts.Length,
            parts.Sha256,
            parts.Head,
            parts.Extents,
            parts.Tail
        );
        (Checksums, ChecksumsSignature, Signature) = (
            signatures.Checksums,
            signatures.OfChecksums,
            signatures.OfImage
        );
    }
}

/// <summary>What an image is read from.</summary>
internal sealed record ImageParts(
    long Length,
    Digest Sha256,
    Digest Head,
    Digest Extents,
    Digest Tail
);

/// <summary>What an image is trusted by.</summary>
internal sealed record ImageSignatures(Digest Checksums, Digest OfChecksums, Digest OfImage);
