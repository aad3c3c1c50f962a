using System.Runtime.InteropServices;

namespace Portal.Iso9660.Records;

[Flags]
internal enum FileFlags : byte
{
    None = 0,
    Hidden = 0x01,
    Directory = 0x02,
    Associated = 0x04,
    Record = 0x08,
    Protection = 0x10,
    Reserved5 = 0x20,
    Reserved6 = 0x40,
    MultiExtent = 0x80,
}

/// <summary>What a directory record points to: the first sector and the bytes there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Section(uint Sector, uint Length, FileFlags Flags);

/// <summary>ECMA-119 9.1: length, location, date, flags and identifier of an entry, then its System Use area.</summary>
internal static class DirectoryRecord
{
    /// <summary>Bytes before the identifier.</summary>
    public const int HeaderSize = 33;

    /// <summary>The length is one byte, and even.</summary>
    public const int MaxSize = 254;

    /// <summary>ECMA-119 9.1.12: the identifier and, if needed to make it even, a zero.</summary>
    public static int SizeWithoutSystemUse(int identifierLength) =>
        (HeaderSize + identifierLength + 1) & ~1;

    /// <summary>Writes a record and returns its length.</summary>
    public static int Write(
        Span<byte> target,
        ReadOnlySpan<byte> identifier,
        Section section,
        long epoch,
        ReadOnlySpan<byte> systemUse
    )
    {
        var systemUseStart = SizeWithoutSystemUse(identifier.Length);
        var length = (systemUseStart + systemUse.Length + 1) & ~1;
        var record = target[..length];
        record.Clear();
        record[0] = (byte)length;
        BothEndian.Write32(record[2..], section.Sector);
        BothEndian.Write32(record[10..], section.Length);
        IsoDate.WriteRecord(record[18..], epoch);
        record[25] = (byte)section.Flags;
        BothEndian.Write16(record[28..], 1); // volume sequence number
        record[32] = (byte)identifier.Length;
        identifier.CopyTo(record[HeaderSize..]);
        systemUse.CopyTo(record[systemUseStart..]);
        return length;
    }
}
