using System.Security.Cryptography;
using Portal.Trust.Keys;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>An ECDSA P-256 key that signs metadata. Safe to use from many threads.</summary>
public sealed class TufPrivateKey : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ECDsa _ecdsa;

    private TufPrivateKey(ECDsa ecdsa)
    {
        _ecdsa = ecdsa;
        Public = TufKey.FromPem(ecdsa.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    /// <summary>The public half.</summary>
    public TufKey Public { get; }

    /// <summary>Makes a new key in memory.</summary>
    public static TufPrivateKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key in PKCS#8 PEM.</summary>
    /// <exception cref="KeyFolderException">The text is no ECDSA P-256 private key.</exception>
    public static TufPrivateKey FromPem(string pem) => FromPem(pem, passphrase: null);

    /// <summary>The same, of a file that a passphrase protects.</summary>
    /// <param name="pem">PKCS#8 PEM.</param>
    /// <param name="passphrase">Null: it is not encrypted.</param>
    /// <exception cref="KeyFolderException">The text is no ECDSA P-256 private key, or the passphrase is wrong.</exception>
    public static TufPrivateKey FromPem(string pem, string? passphrase)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            if (passphrase is null)
            {
                ecdsa.ImportFromPem(pem);
            }
            else
            {
                ecdsa.ImportFromEncryptedPem(pem, passphrase);
            }

            // Proves that the private half is there, and the curve by the public one.
            _ = ecdsa.SignData([], HashAlgorithmName.SHA256);
            return new TufPrivateKey(ecdsa);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or TufException)
        {
            ecdsa.Dispose();
            throw new KeyFolderException(
                passphrase is null
                    ? "A metadata key is an ECDSA P-256 private key in PKCS#8 PEM; this file is not, or a passphrase protects it."
                    : "A metadata key is an ECDSA P-256 private key in PKCS#8 PEM; this file is not, or the passphrase is wrong.",
                e
            );
        }
    }

    /// <summary>The private key as PKCS#8 PEM, LF line ends, ending in a newline.</summary>
    public string ExportPrivatePem() => _ecdsa.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The same, protected by a passphrase: PBES2 with AES-256 and PBKDF2 of SHA-256, as openssl reads it.</summary>
    public string ExportPrivatePem(string passphrase) =>
        _ecdsa.ExportEncryptedPkcs8PrivateKeyPem(
            passphrase,
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000)
        ) + "\n";

    /// <summary>Signs canonical bytes. Not public: what is signed is metadata, never bytes that somebody hands over.</summary>
    internal Signature Sign(ReadOnlySpan<byte> canonical)
    {
        lock (_lock)
        {
            var signature = _ecdsa.SignData(
                canonical,
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            );
            return new Signature(Public.KeyId, Convert.ToHexStringLower(signature));
        }
    }

    public void Dispose() => _ecdsa.Dispose();
}
