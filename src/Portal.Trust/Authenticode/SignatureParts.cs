using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Portal.Trust.Authenticode;

/// <summary>What is picked out of a PKCS #7 signature.</summary>
internal static class SignatureParts
{
    /// <summary>With more, it is no signature that anybody made to be verified.</summary>
    public const int MaximumCertificates = 64;

    /// <summary>The values of an unsigned attribute.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Values(SignerInfo signer, string oid) =>
        signer
            .UnsignedAttributes.Cast<CryptographicAttributeObject>()
            .Where(attribute => attribute.Oid.Value == oid)
            .SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>())
            .Select(value => (ReadOnlyMemory<byte>)value.RawData);
}
