using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Trust.Authenticode;

/// <summary>
/// An RFC 3161 timestamp token. The framework's own reader takes strict DER only and so refuses one in ten of Microsoft's,
/// whose fractions of seconds end in a zero.
/// </summary>
/// <param name="At">What the authority says.</param>
/// <param name="Authority">Its certificate.</param>
/// <param name="Certificates">All that came with the token.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimestampToken(
    DateTimeOffset At,
    X509Certificate2 Authority,
    X509Certificate2Collection Certificates
)
{
    /// <summary>TSTInfo, RFC 3161 section 2.4.2.</summary>
    private const string Content = "1.2.840.113549.1.9.16.1.4";

    /// <summary>Reads and verifies: the authority's signature, and that it is about this one. Null when it is not.</summary>
    /// <exception cref="CryptographicException">It is malformed.</exception>
    public static TimestampToken? Read(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> signature)
    {
        var cms = new SignedCms();
        cms.Decode(encoded);
        if (
            cms.ContentInfo.ContentType.Value != Content
            || cms.SignerInfos.Count != 1
            || cms.SignerInfos[0].SignedAttributes.Count == 0
            || cms.Certificates is not { Count: <= SignatureParts.MaximumCertificates } certificates
            || cms.SignerInfos[0].Certificate is not { } authority
        )
        {
            return null;
        }

        cms.SignerInfos[0].CheckSignature(verifySignatureOnly: true);
        try
        {
            var info = new AsnReader(cms.ContentInfo.Content, AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            info.ReadObjectIdentifier();
            var imprint = info.ReadSequence();
            var algorithm = imprint.ReadSequence().ReadObjectIdentifier();
            if (!imprint.ReadOctetString().AsSpan().SequenceEqual(Hash(algorithm, signature)))
            {
                return null;
            }

            info.ReadInteger();
            return new TimestampToken(info.ReadGeneralizedTime(), authority, certificates);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static byte[] Hash(string algorithm, ReadOnlySpan<byte> signature) =>
        algorithm switch
        {
            // Old timestamps have nothing better; whether one counts is not decided here.
#pragma warning disable CA5350
            Oids.Sha1 => SHA1.HashData(signature),
#pragma warning restore CA5350
            Oids.Sha256 => SHA256.HashData(signature),
            "2.16.840.1.101.3.4.2.2" => SHA384.HashData(signature),
            "2.16.840.1.101.3.4.2.3" => SHA512.HashData(signature),
            _ => [],
        };
}
