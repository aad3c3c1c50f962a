using System.Formats.Asn1;
using System.Text;

namespace Portal.Trust.Authenticode;

/// <summary>
/// Reads the certificate trust list inside of a catalog. Source: [MS-CAESO] 4.4.5.1 for the list; a member's attributes are
/// Authenticode's: SpcIndirectDataContent with its hash, and names with values.
/// </summary>
internal static class CatalogReader
{
    /// <summary>Catalogs of whole Windows updates have tens of thousands.</summary>
    private const int MaximumMembers = 100_000;

    private const int MaximumText = 1000;
    private const string FileName = "File";
    private const string SystemName = "OSAttr";

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0);

    public static Catalog Read(FileSignature signature, ReadOnlyMemory<byte> content)
    {
        try
        {
            var list = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
            SkipHead(list);
            var members = new Dictionary<string, CatalogMember>(StringComparer.Ordinal);
            if (list.HasData && list.PeekTag() == Asn1Tag.Sequence)
            {
                ReadMembers(list.ReadSequence(), members);
            }

            return new Catalog(signature, [.. members.Values], SystemsOf(list));
        }
        catch (AsnContentException)
        {
            return new Catalog(FileSignature.Broken(SignatureProblem.Malformed), [], null);
        }
    }

    // subjectUsage, listIdentifier?, sequenceNumber?, thisUpdate, nextUpdate?, subjectAlgorithm
    private static void SkipHead(AsnReader list)
    {
        list.ReadSequence();
        foreach (
            var optional in (ReadOnlySpan<Asn1Tag>)
                [
                    Asn1Tag.PrimitiveOctetString,
                    Asn1Tag.Integer,
                    Asn1Tag.UtcTime,
                    Asn1Tag.GeneralizedTime,
                    Asn1Tag.UtcTime,
                    Asn1Tag.GeneralizedTime,
                ]
        )
        {
            if (list.HasData && list.PeekTag().HasSameClassAndValue(optional))
            {
                list.ReadEncodedValue();
            }
        }

        list.ReadSequence();
    }

    private static void ReadMembers(AsnReader subjects, Dictionary<string, CatalogMember> members)
    {
        while (subjects.HasData)
        {
            if (members.Count == MaximumMembers)
            {
                throw new AsnContentException();
            }

            var subject = subjects.ReadSequence();
            subject.ReadOctetString();
            var (digest, file) = ((string?)null, (string?)null);
            var attributes = subject.HasData ? subject.ReadSetOf() : null;
            while (attributes is { HasData: true })
            {
                var attribute = attributes.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                var values = attribute.ReadSetOf();
                while (values.HasData)
                {
                    var value = values.ReadEncodedValue();
                    if (oid == Oids.IndirectData)
                    {
                        digest = IndirectData.Read(value)
                            is { Algorithm: Oids.Sha1 or Oids.Sha256 } data
                            ? Convert.ToHexString(data.Digest.Span)
                            : throw new AsnContentException();
                    }
                    else if (
                        oid == Oids.CatalogNameValue
                        && NameValue(value) is { Name: FileName } named
                    )
                    {
                        file = named.Value;
                    }
                }
            }

            // A member without a hash signs nothing.
            if (digest is not null)
            {
                members.TryAdd(digest, new CatalogMember(digest, file));
            }
        }
    }

    private static string? SystemsOf(AsnReader list)
    {
        if (!list.HasData || !list.PeekTag().HasSameClassAndValue(ExtensionsTag))
        {
            return null;
        }

        var extensions = list.ReadSequence(ExtensionsTag).ReadSequence();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            if (extension.HasData && extension.PeekTag() == Asn1Tag.Boolean)
            {
                extension.ReadBoolean();
            }

            var value = extension.ReadOctetString();
            if (oid == Oids.CatalogNameValue && NameValue(value) is { Name: SystemName } named)
            {
                return named.Value;
            }
        }

        return null;
    }

    // CAT_NAMEVALUE: tag BMPString, flags INTEGER, value OCTET STRING of UTF-16 that ends with a zero.
    private static (string Name, string Value)? NameValue(ReadOnlyMemory<byte> der)
    {
        var pair = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        var name = pair.ReadCharacterString(UniversalTagNumber.BMPString);
        pair.ReadInteger();
        var value = Encoding.Unicode.GetString(pair.ReadOctetString()).TrimEnd('\0');
        return value.Length > MaximumText ? null : (name, value);
    }
}
