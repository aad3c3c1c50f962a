using System.Security.Cryptography;
using System.Text;

namespace Portal.Protocol.Hosts;

/// <summary>
/// How a host signs what it sends: ECDSA P-256 with SHA-256 over a line that says what for, and the body byte for byte
/// (<c>PURPOSE LF BODY</c>). The signature is r and s, 32 bytes each, in base64.
/// </summary>
public static class HostSignature
{
    /// <summary>Header with the host's id: whose key signed.</summary>
    public const string HostHeader = "Gtp-Host";

    /// <summary>Header with the signature.</summary>
    public const string SignatureHeader = "Gtp-Signature";

    /// <summary>Shows that who enrols has the private key.</summary>
    public const string Enroll = "gtp-enroll-1";

    public const string Report = "gtp-report-1";

    /// <summary>Random bits of a host's id, in hexadecimal digits.</summary>
    public const int IdLength = 32;

    private const int Length = 64;
    private const int LongestKey = 200;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>True for 32 lower-case hexadecimal digits.</summary>
    public static bool IsHostId(string? text) =>
        text is { Length: IdLength } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>A fresh key.</summary>
    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="purpose"><see cref="Enroll"/> or <see cref="Report"/>: what is signed for one is worth nothing for the other.</param>
    public static string Sign(ECDsa key, string purpose, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToBase64String(
            key.SignData(
                Message(purpose, body),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            )
        );
    }

    /// <summary>False also for what is no signature at all.</summary>
    public static bool Verify(ECDsa key, string purpose, ReadOnlySpan<byte> body, string? signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bytes = new byte[Length];
        return signature is not null
            && Convert.TryFromBase64String(signature, bytes, out var written)
            && written == Length
            && key.VerifyData(
                Message(purpose, body),
                bytes,
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            );
    }

    /// <summary>The public key in the form that is sent.</summary>
    public static string Write(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Null for whatever is no public key on P-256 in the one form in which it is written.</summary>
    public static ECDsa? TryRead(string? publicKey)
    {
        var bytes = new byte[LongestKey];
        if (
            publicKey is null
            || !Convert.TryFromBase64String(publicKey, bytes, out var length)
            || length == 0
        )
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out var read);
            if (
                read == length
                && key.ExportParameters(false).Curve.Oid.Value == P256
                && Write(key) == publicKey
            )
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // No key: the answer is below.
        }

        key.Dispose();
        return null;
    }

    private static byte[] Message(string purpose, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes(purpose), (byte)'\n', .. body];
}
