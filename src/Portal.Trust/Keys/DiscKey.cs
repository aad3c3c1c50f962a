using System.Security.Cryptography;

namespace Portal.Trust.Keys;

/// <summary>
/// The key that signs <c>guest-tools/SHA256SUMS</c> on a disc: RSA-3072, PKCS#1 v1.5 with SHA-256 (RFC 8017), which
/// both <c>openssl dgst</c> and .NET Framework 4 can check. The signature is deterministic: same key, same bytes, same
/// signature. Safe to use from many threads.
/// </summary>
public sealed class DiscKey : IDisposable
{
    /// <summary>Length of the modulus in bits.</summary>
    public const int Bits = 3072;

    // RSA instances do not promise to be safe for concurrent use.
    private readonly Lock _lock = new();
    private readonly RSA _rsa;

    private DiscKey(RSA rsa)
    {
        _rsa = rsa;
        PublicPem = rsa.ExportSubjectPublicKeyInfoPem() + "\n";
        KeyId = IdOf(rsa);
    }

    /// <summary>SubjectPublicKeyInfo as PEM, LF line ends, ending in a newline: the disc's <c>disc-key.pem</c>.</summary>
    public string PublicPem { get; }

    /// <summary>Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo's DER form, 64 digits.</summary>
    public string KeyId { get; }

    /// <summary>Makes a new key in memory.</summary>
    public static DiscKey Generate() => new(RSA.Create(Bits));

    /// <summary>Reads a private key as PKCS#8 PEM.</summary>
    /// <exception cref="KeyFolderException">The text is no RSA private key, or its modulus is shorter than 3072 bits.</exception>
    public static DiscKey FromPem(string privatePem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(privatePem);
            if (rsa.KeySize < Bits)
            {
                throw new KeyFolderException(
                    $"A disc key has at least {Bits} bits, this one has {rsa.KeySize}."
                );
            }

            // Proves that the private half is there: a public PEM imports as well, and fails at the first signature only.
            _ = rsa.SignData([], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return new DiscKey(rsa);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new KeyFolderException(
                "A disc key is an RSA private key in PKCS#8 PEM; this file is not.",
                e
            );
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <summary>The private key as PKCS#8 PEM, LF line ends, ending in a newline.</summary>
    internal string ExportPrivatePem() => _rsa.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>Signs the bytes; 384 bytes, as <c>openssl dgst -sha256 -sign</c> makes them.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            return _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>True when the signature over the data was made by the key; false also when the PEM is no RSA public key.</summary>
    public static bool Verify(
        string publicPem,
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> signature
    )
    {
        using var rsa = TryReadPublic(publicPem);
        return rsa is not null
            && rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The <see cref="KeyId"/> of a public key, however its PEM is wrapped; null when it is no usable RSA public key.</summary>
    public static string? IdOf(string publicPem)
    {
        using var rsa = TryReadPublic(publicPem);
        return rsa is null ? null : IdOf(rsa);
    }

    public void Dispose() => _rsa.Dispose();

    private static string IdOf(RSA rsa) =>
        Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()));

    private static RSA? TryReadPublic(string publicPem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(publicPem);
            // A key short enough to be factored would verify whatever its finder likes.
            if (rsa.KeySize >= Bits)
            {
                return rsa;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Not a key: the answer is below.
        }

        rsa.Dispose();
        return null;
    }
}
