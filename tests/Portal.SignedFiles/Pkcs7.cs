using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Testing.Signing;

/// <summary>
/// Writes PKCS #7 signatures as Windows does: the framework's own writer wraps what is signed in an octet string, which
/// Authenticode does not.
/// </summary>
public static class Pkcs7
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string SigningTime = "1.2.840.113549.1.9.5";
    private const string CounterSignature = "1.2.840.113549.1.9.6";
    private const string Rfc3161Timestamp = "1.3.6.1.4.1.311.3.3.1";
    private const string NestedSignature = "1.3.6.1.4.1.311.2.4.1";
    private const string TimestampInfo = "1.2.840.113549.1.9.16.1.4";
    private const string Data = "1.2.840.113549.1.7.1";
    private const string Rsa = "1.2.840.113549.1.1.1";

    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>Signs content.</summary>
    /// <param name="type">Of the content.</param>
    /// <param name="content">One DER value; what is signed is its contents, without tag and length.</param>
    /// <param name="timestamp">Null: none.</param>
    public static byte[] Sign(
        string type,
        ReadOnlyMemory<byte> content,
        Signer signer,
        SignatureOptions? options = null
    )
    {
        options ??= new SignatureOptions();
        AsnDecoder.ReadEncodedValue(
            content.Span,
            AsnEncodingRules.DER,
            out var start,
            out var length,
            out _
        );
        return Write(
            type,
            writer => writer.WriteEncodedValue(content.Span),
            content.Slice(start, length).ToArray(),
            signer,
            options
        );
    }

    private static byte[] Write(
        string type,
        Action<AsnWriter> writeContent,
        byte[] signed,
        Signer signer,
        SignatureOptions options
    )
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(First))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    Algorithm(writer, options.Hash);
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    using (writer.PushSequence(First))
                    {
                        writeContent(writer);
                    }
                }

                using (writer.PushSetOf(First))
                {
                    var others = signer.Above.Concat(
                        options.Authority is { } a ? [a.Certificate, .. a.Above] : []
                    );
                    foreach (
                        var certificate in others.Prepend(signer.Certificate).Concat(options.Extra)
                    )
                    {
                        writer.WriteEncodedValue(certificate.RawData);
                    }
                }

                using (writer.PushSetOf())
                {
                    SignerInfo(writer, type, signed, signer, options);
                }
            }
        }

        return writer.Encode();
    }

    private static void SignerInfo(
        AsnWriter writer,
        string type,
        byte[] signed,
        Signer signer,
        SignatureOptions options,
        DateTimeOffset? signingTime = null
    )
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(signer.Certificate.IssuerName.RawData);
                writer.WriteInteger(signer.Certificate.SerialNumberBytes.Span);
            }

            Algorithm(writer, options.Hash);
            var attributes = new AsnWriter(AsnEncodingRules.DER);
            using (attributes.PushSetOf())
            {
                Attribute(attributes, ContentType, w => w.WriteObjectIdentifier(type));
                Attribute(
                    attributes,
                    MessageDigest,
                    w => w.WriteOctetString(CryptographicOperations.HashData(options.Hash, signed))
                );
                if (signingTime is { } time)
                {
                    Attribute(attributes, SigningTime, w => w.WriteUtcTime(time));
                }
            }

            var encoded = attributes.Encode();
            using var key = signer.Certificate.GetRSAPrivateKey()!;
            var signature = key.SignData(encoded, options.Hash, RSASignaturePadding.Pkcs1);
            if (options.Forge)
            {
                signature[^1] ^= 1;
            }

            encoded[0] = 0xA0;
            writer.WriteEncodedValue(encoded);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Rsa);
                writer.WriteNull();
            }

            writer.WriteOctetString(signature);
            WriteUnsigned(writer, signature, options);
        }
    }

    private static void WriteUnsigned(AsnWriter writer, byte[] signature, SignatureOptions options)
    {
        if (options.Authority is null && options.Nested.Count == 0)
        {
            return;
        }

        using (writer.PushSetOf(Second))
        {
            if (options.Authority is { } authority)
            {
                if (options.IsOldTimestamp)
                {
                    Attribute(
                        writer,
                        CounterSignature,
                        w =>
                            SignerInfo(
                                w,
                                Data,
                                signature,
                                authority,
                                new SignatureOptions(),
                                options.Time
                            )
                    );
                }
                else
                {
                    var token = Token(signature, authority, options.Time);
                    Attribute(writer, Rfc3161Timestamp, w => w.WriteEncodedValue(token));
                }
            }

            foreach (var nested in options.Nested)
            {
                Attribute(writer, NestedSignature, w => w.WriteEncodedValue(nested));
            }
        }
    }

    private static byte[] Token(byte[] signature, Signer authority, DateTimeOffset at)
    {
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(1);
            info.WriteObjectIdentifier("1.3.6.1.4.1.601.10.3.1");
            using (info.PushSequence())
            {
                Algorithm(info, HashAlgorithmName.SHA256);
                info.WriteOctetString(SHA256.HashData(signature));
            }

            info.WriteInteger(7);
            info.WriteGeneralizedTime(at, omitFractionalSeconds: true);
        }

        var content = info.Encode();
        return Write(
            TimestampInfo,
            w => w.WriteOctetString(content),
            content,
            authority,
            new SignatureOptions()
        );
    }

    private static void Attribute(AsnWriter writer, string oid, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSetOf())
            {
                value(writer);
            }
        }
    }

    internal static void Algorithm(AsnWriter writer, HashAlgorithmName hash)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(
                hash == HashAlgorithmName.SHA1 ? "1.3.14.3.2.26"
                : hash == HashAlgorithmName.SHA512 ? "2.16.840.1.101.3.4.2.3"
                : "2.16.840.1.101.3.4.2.1"
            );
            writer.WriteNull();
        }
    }
}

/// <summary>How a signature is made.</summary>
public sealed record SignatureOptions
{
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>Who dates it; null: nobody.</summary>
    public Signer? Authority { get; init; }

    public DateTimeOffset Time { get; init; }

    /// <summary>A countersignature as before RFC 3161.</summary>
    public bool IsOldTimestamp { get; init; }

    /// <summary>The signature is wrong.</summary>
    public bool Forge { get; init; }

    /// <summary>Further signatures inside of this one.</summary>
    public IReadOnlyList<byte[]> Nested { get; init; } = [];

    /// <summary>Certificates that nobody needs.</summary>
    public IReadOnlyList<X509Certificate2> Extra { get; init; } = [];
}
