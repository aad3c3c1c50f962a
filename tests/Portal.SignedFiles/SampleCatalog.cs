using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Testing.Signing;

/// <summary>A file that a catalog is to sign.</summary>
public sealed record CatalogFile(string Name, byte[] Content);

/// <summary>Makes catalogs as Inf2Cat does: PE files by their own hash, others by that of their bytes.</summary>
public static class SampleCatalog
{
    private const string TrustList = "1.3.6.1.4.1.311.10.1";
    private const string CatalogList = "1.3.6.1.4.1.311.12.1.1";
    private const string CatalogMember1 = "1.3.6.1.4.1.311.12.1.2";
    private const string CatalogMember2 = "1.3.6.1.4.1.311.12.1.3";
    private const string NameValue = "1.3.6.1.4.1.311.12.2.1";

    /// <summary>A signed catalog.</summary>
    /// <param name="systems">OSAttr; null: none.</param>
    /// <param name="hash">SHA-1 makes one of the first format.</param>
    public static byte[] Sign(
        IReadOnlyList<CatalogFile> files,
        Signer signer,
        string? systems = "2:10.0",
        HashAlgorithmName? hash = null,
        SignatureOptions? options = null
    ) =>
        Pkcs7.Sign(
            TrustList,
            List(files, systems, hash ?? HashAlgorithmName.SHA256),
            signer,
            options
        );

    private static byte[] List(
        IReadOnlyList<CatalogFile> files,
        string? systems,
        HashAlgorithmName hash
    )
    {
        var isOld = hash == HashAlgorithmName.SHA1;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(CatalogList);
            }

            writer.WriteOctetString(RandomNumberGenerator.GetBytes(16));
            writer.WriteUtcTime(new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(isOld ? CatalogMember1 : CatalogMember2);
                writer.WriteNull();
            }

            using (writer.PushSequence())
            {
                foreach (var file in files)
                {
                    Member(writer, file, hash, isOld);
                }
            }

            if (systems is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(NameValue);
                    writer.WriteOctetString(Pair("OSAttr", systems, 0x10010001));
                }
            }
        }

        return writer.Encode();
    }

    private static void Member(
        AsnWriter writer,
        CatalogFile file,
        HashAlgorithmName hash,
        bool isOld
    )
    {
        var isPe = file.Content.AsSpan().StartsWith("MZ"u8);
        var digest =
            !isPe ? CryptographicOperations.HashData(hash, file.Content)
            : isOld ? SamplePe.DigestOf(file.Content).Sha1.ToArray()
            : SamplePe.DigestOf(file.Content).Sha256.ToArray();
        using (writer.PushSequence())
        {
            writer.WriteOctetString(
                isOld ? Encoding.Unicode.GetBytes(Convert.ToHexString(digest)) : digest
            );
            using (writer.PushSetOf())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(IndirectData.Type);
                    using (writer.PushSetOf())
                    {
                        writer.WriteEncodedValue(IndirectData.Of(digest, hash, isPe));
                    }
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(NameValue);
                    using (writer.PushSetOf())
                    {
                        writer.WriteEncodedValue(Pair("File", file.Name, 0x10010001));
                    }
                }
            }
        }
    }

    private static byte[] Pair(string name, string value, uint flags)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.BMPString, name);
            writer.WriteInteger(flags);
            writer.WriteOctetString(Encoding.Unicode.GetBytes(value + "\0"));
        }

        return writer.Encode();
    }
}
