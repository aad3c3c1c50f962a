using System.Buffers.Binary;

namespace Portal.Iso9660.Records;

/// <summary>Numbers written twice, little then big endian (ECMA-119 7.2.3 and 7.3.3).</summary>
internal static class BothEndian
{
    public static void Write16(Span<byte> target, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, value);
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], value);
    }

    public static void Write32(Span<byte> target, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, value);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], value);
    }

    public static ushort Read16(ReadOnlySpan<byte> source) =>
        BinaryPrimitives.ReadUInt16LittleEndian(source);

    /// <summary>The little-endian half, which every reader uses.</summary>
    public static uint Read32(ReadOnlySpan<byte> source) =>
        BinaryPrimitives.ReadUInt32LittleEndian(source);

    public static bool Agree16(ReadOnlySpan<byte> source) =>
        BinaryPrimitives.ReadUInt16LittleEndian(source)
        == BinaryPrimitives.ReadUInt16BigEndian(source[2..]);

    public static bool Agree32(ReadOnlySpan<byte> source) =>
        BinaryPrimitives.ReadUInt32LittleEndian(source)
        == BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
}
