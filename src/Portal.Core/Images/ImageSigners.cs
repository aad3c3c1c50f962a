using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Portal.Blobs;
using Portal.Signing;
using Portal.Trust.OpenPgp;

namespace Portal.Images;

/// <summary>Tells by which key an image was signed. A signature never changes, so the answer is kept.</summary>
public sealed class ImageSigners(ReleaseSigner signer, BlobStore blobs) : IDisposable
{
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>
    /// The fingerprint of the primary key, 40 hexadecimal digits; null when the image has no signature yet, or one that
    /// names no key of this portal.
    /// </summary>
    public async Task<string?> FindAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.ChecksumsSignature is not { } signature)
        {
            return null;
        }

        if (_known.TryGetValue(signature, out string? known))
        {
            return known;
        }

        var armored = Encoding.ASCII.GetString(await blobs.ReadAsync(signature, cancellationToken));
        var issuer = SignatureIssuer.Of(armored);
        var keys = await signer.KeysAsync(cancellationToken);
        known = keys.FirstOrDefault(k =>
            issuer is not null && k.SigningFingerprints.Contains(issuer)
        )?.Fingerprint;
        // A key that was made a moment ago by another node may be known the next time.
        return known is null
            ? null
            : _known.Set(signature, known, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => _known.Dispose();
}
