using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>A directory record whose length, identifier and System Use area lie inside it.</summary>
internal readonly ref struct RecordView
{
    private RecordView(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    public ReadOnlySpan<byte> Bytes { get; }

    public long Sector => BothEndian.Read32(Bytes[2..]);

    /// <summary>Sectors of an extended attribute record before the data (ECMA-119 9.1.2).</summary>
    public int AttributeSectors => Bytes[1];

    public long DataSector => Sector + AttributeSectors;

    public long DataLength => BothEndian.Read32(Bytes[10..]);

    public FileFlags Flags => (FileFlags)Bytes[25];

    public bool IsDirectory => Flags.HasFlag(FileFlags.Directory);

    public bool IsInterleaved => Bytes[26] != 0 || Bytes[27] != 0;

    public ReadOnlySpan<byte> Identifier => Bytes.Slice(DirectoryRecord.HeaderSize, Bytes[32]);

    /// <summary>"." or "..".</summary>
    public bool IsSelfOrParent => Bytes[32] == 1 && Bytes[DirectoryRecord.HeaderSize] <= 1;

    public ReadOnlySpan<byte> SystemUse =>
        Bytes[Math.Min(DirectoryRecord.SizeWithoutSystemUse(Bytes[32]), Bytes.Length)..];

    /// <summary>False when the bytes at the start of the span are no whole record.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordView record)
    {
        record = default;
        if (bytes.IsEmpty || bytes[0] > bytes.Length || bytes[0] <= DirectoryRecord.HeaderSize)
        {
            return false;
        }

        var identifierLength = bytes[32];
        if (identifierLength == 0 || DirectoryRecord.HeaderSize + identifierLength > bytes[0])
        {
            return false;
        }

        record = new RecordView(bytes[..bytes[0]]);
        return true;
    }
}
