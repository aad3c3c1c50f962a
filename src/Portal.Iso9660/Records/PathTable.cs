using System.Buffers.Binary;

namespace Portal.Iso9660.Records;

/// <summary>ECMA-119 9.4: one record a directory, in little (L) or big (M) endian.</summary>
internal static class PathTable
{
    public static int RecordSize(int identifierLength) => (8 + identifierLength + 1) & ~1;

    /// <summary>Writes one record and returns its length.</summary>
    public static int Write(
        Span<byte> target,
        ReadOnlySpan<byte> identifier,
        uint sector,
        ushort parent,
        bool bigEndian
    )
    {
        target[0] = (byte)identifier.Length;
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target[2..], sector);
            BinaryPrimitives.WriteUInt16BigEndian(target[6..], parent);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target[2..], sector);
            BinaryPrimitives.WriteUInt16LittleEndian(target[6..], parent);
        }

        identifier.CopyTo(target[8..]);
        return RecordSize(identifier.Length);
    }
}
