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
    /// <exception cref="IsoException"><c>iso.content.digest</c>, <c>iso.content.length</c>: a blob is damaged.</exception>
    public static async Task<(Digest Sha256, byte[] Signature)> RunAsync(
        IsoImageParts parts,
        IContentSource contents,
        ReleaseSigner signer,
        IProgress<long> progress,
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
        return (
            Digest.FromHash(written.Sha256.Span),
            await signing.CompleteAsync(cancellationToken)
        );
    }
}
