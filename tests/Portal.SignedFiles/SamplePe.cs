using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Portal.Trust.Authenticode;

namespace Portal.Testing.Signing;

/// <summary>The smallest PE files that tools take, signed or not.</summary>
public static class SamplePe
{
    private const int Pe = 0x80;
    private const int Optional = Pe + 24;

    /// <summary>An unsigned one, for x86_64 or x86.</summary>
    /// <param name="text">Makes it different from others.</param>
    public static byte[] Make(string text = "", bool is64 = true)
    {
        var directories = Optional + (is64 ? 112 : 96);
        var file = new byte[1024];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(0x3C), Pe);
        "PE\0\0"u8.CopyTo(file.AsSpan(Pe));
        Word(Pe + 4, is64 ? 0x8664 : 0x14C);
        Word(Pe + 6, 1);
        Word(Pe + 20, is64 ? 240 : 224);
        Word(Pe + 22, is64 ? 0x22 : 0x102);
        Word(Optional, is64 ? 0x20B : 0x10B);
        Long(Optional + 16, 0x1000); // where it begins
        Long(Optional + 20, 0x1000);
        Long(Optional + 32, 0x1000);
        Long(Optional + 36, 0x200);
        Word(Optional + 40, 6);
        Word(Optional + 48, 6);
        Long(Optional + 56, 0x2000);
        Long(Optional + 60, 0x200);
        Word(Optional + 68, 1); // native: a driver
        Long(directories - 4, 16);
        var section = directories + 128;
        ".text"u8.CopyTo(file.AsSpan(section));
        Long(section + 8, 0x200);
        Long(section + 12, 0x1000);
        Long(section + 16, 0x200);
        Long(section + 20, 0x200);
        System.Text.Encoding.UTF8.GetBytes(text).CopyTo(file.AsSpan(0x200));
        return file;

        void Word(int at, int value) =>
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
        void Long(int at, uint value) =>
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
    }

    /// <summary>The file with an own signature.</summary>
    public static byte[] Sign(byte[] file, Signer signer, SignatureOptions? options = null) =>
        Attach(file, [Signature(file, signer, options)]);

    /// <summary>A signature of the file, to be attached or nested.</summary>
    public static byte[] Signature(byte[] file, Signer signer, SignatureOptions? options = null)
    {
        var hash = options?.Hash ?? HashAlgorithmName.SHA256;
        var digest = DigestOf(file);
        var bytes = hash == HashAlgorithmName.SHA1 ? digest.Sha1 : digest.Sha256;
        return Pkcs7.Sign(
            IndirectData.Type,
            IndirectData.Of(bytes.Span, hash, isPe: true),
            signer,
            options
        );
    }

    /// <summary>The file with signatures side by side.</summary>
    public static byte[] Attach(byte[] file, IReadOnlyList<byte[]> signatures)
    {
        ArgumentNullException.ThrowIfNull(file);
        var table = new List<byte>();
        foreach (var signature in signatures)
        {
            var entry = new byte[(8 + signature.Length + 7) / 8 * 8];
            BinaryPrimitives.WriteInt32LittleEndian(entry, entry.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(4), 0x0200);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(6), 2);
            signature.CopyTo(entry.AsSpan(8));
            table.AddRange(entry);
        }

        byte[] padded = [.. file, .. new byte[(8 - file.Length % 8) % 8]];
        byte[] signed = [.. padded, .. table];
        var at = SecurityDirectory(file);
        BinaryPrimitives.WriteInt32LittleEndian(signed.AsSpan(at), padded.Length);
        BinaryPrimitives.WriteInt32LittleEndian(signed.AsSpan(at + 4), table.Count);
        return signed;
    }

    /// <summary>Offset of the eight bytes that name the certificate table.</summary>
    public static int SecurityDirectory(ReadOnlySpan<byte> file)
    {
        var pe = BinaryPrimitives.ReadInt32LittleEndian(file[0x3C..]);
        var is64 = BinaryPrimitives.ReadUInt16LittleEndian(file[(pe + 24)..]) == 0x20B;
        return pe + 24 + (is64 ? 112 : 96) + 32;
    }

    public static PeDigest DigestOf(ReadOnlySpan<byte> file)
    {
        using var digester = new PeDigester();
        digester.Append(file);
        return digester.Finish()!;
    }
}

/// <summary>Writes SpcIndirectDataContent.</summary>
internal static class IndirectData
{
    public const string Type = "1.3.6.1.4.1.311.2.1.4";

    public static byte[] Of(ReadOnlySpan<byte> digest, HashAlgorithmName hash, bool isPe)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(
                    isPe ? "1.3.6.1.4.1.311.2.1.15" : "1.3.6.1.4.1.311.2.1.25"
                );
                // SpcPeImageData: no flags, and the link that every tool writes.
                using (writer.PushSequence())
                {
                    writer.WriteBitString([], 0);
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2, true)))
                    {
                        writer.WriteOctetString(
                            System.Text.Encoding.BigEndianUnicode.GetBytes("<<<Obsolete>>>"),
                            new Asn1Tag(TagClass.ContextSpecific, 0)
                        );
                    }
                }
            }

            using (writer.PushSequence())
            {
                Pkcs7.Algorithm(writer, hash);
                writer.WriteOctetString(digest);
            }
        }

        return writer.Encode();
    }
}
