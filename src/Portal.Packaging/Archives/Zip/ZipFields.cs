using System.Buffers.Binary;

namespace Portal.Packaging.Archives.Zip;

/// <summary>Signatures, flags and little-endian fields of APPNOTE 6.3.10.</summary>
internal static class ZipFields
{
    public const uint LocalSignature = 0x04034B50;
    public const uint CentralSignature = 0x02014B50;
    public const uint EndSignature = 0x06054B50;
    public const uint Zip64EndSignature = 0x06064B50;
    public const uint Zip64LocatorSignature = 0x07064B50;
    public const uint DescriptorSignature = 0x08074B50;

    public const int EncryptedFlags = 0x2041;
    public const int DescriptorFlag = 0x0008;

    /// <summary>Deflate's effort, descriptor, UTF-8: all others change what the bytes mean.</summary>
    public const int KnownFlags = 0x0006 | DescriptorFlag | 0x0800;

    public const int Stored = 0;
    public const int Deflated = 8;

    public static ushort U16(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static uint U32(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    /// <summary>A length or offset. Those beyond 2^63 become the largest, which no archive reaches.</summary>
    public static long U64(ReadOnlySpan<byte> bytes, int at) =>
        (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]), long.MaxValue);
}
