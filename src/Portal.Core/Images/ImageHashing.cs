using Portal.Iso9660;
using Portal.Protocol;
using Portal.Signing;

namespace Portal.Images;

/// <summary>
/// Reads an image once, from its parts, for everything that needs its bytes: its SHA-256 and its OpenPGP signature. The
/// image itself is never written anywhere. Each content is hashed again as it is read, because what is signed here is trusted
/// everywhere: a disk's bit flip must not become part of a release.
/// </summary>
internal static class ImageHashing
{
    /// <param name="expected">What its SHA-256 has to be, or nothing is signed; null: whatever it is.</param>
    /// <exception cref="IsoException"><c>iso.content.digest</c>, <c>iso.content.length</c>: a blob is damaged.</exception>
    /// <exception cref="InvalidDataException">It is another image than was expected.</exception>
    public static async Task<(Digest Sha256, byte[] Signature)> RunAsync(
        IsoImageParts parts,
        IContentSource contents,
        ReleaseSigner signer,
        IProgress<long>? progress,
        Digest? expected,
        CancellationToken cancellationToken
    )
    {
        await using var signing = await signer.BeginImageAsync(cancellationToken);
        var written = await IsoWriter.WriteHashedAsync(
            parts,
            contents,
            signing.Input,
            new IsoWriteOptions { CheckContents = true, Progress = progress },
            cancellationToken
        );
        var sha256 = Digest.FromHash(written.Sha256.Span);
        if (expected is { } promised && promised != sha256)
        {
            throw new InvalidDataException($"The image is {sha256}, and {promised} was promised.");
        }

        return (sha256, await signing.CompleteAsync(cancellationToken));
    }
}
