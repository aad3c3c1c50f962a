using System.Formats.Asn1;

namespace Portal.Trust.Authenticode;

/// <summary>SpcIndirectDataContent: the hash of what is signed, outside of the signature.</summary>
/// <param name="Algorithm">Of the hash, an object identifier.</param>
internal readonly record struct IndirectData(string Algorithm, ReadOnlyMemory<byte> Digest)
{
    /// <summary>Reads it; null when it is something else.</summary>
    public static IndirectData? Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var content = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            // SpcAttributeTypeAndOptionalValue: what kind of file it is, which its bytes say as well.
            content.ReadSequence();
            var digest = content.ReadSequence();
            var algorithm = digest.ReadSequence().ReadObjectIdentifier();
            return new IndirectData(algorithm, digest.ReadOctetString());
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
