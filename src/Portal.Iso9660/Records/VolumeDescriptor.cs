using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Portal.Iso9660.Records;

/// <summary>Where the path tables of one hierarchy lie, and its root.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HierarchyLocation(
    uint PathTableL,
    uint PathTableM,
    uint PathTableSize,
    uint RootSector,
    uint RootLength
);

/// <summary>ECMA-119 8: one sector each. Primary (8.4), supplementary for Joliet (8.5), terminator (8.3).</summary>
internal static class VolumeDescriptor
{
    public const byte PrimaryType = 1;
    public const byte SupplementaryType = 2;
    public const byte TerminatorType = 255;

    /// <summary>UCS-2 level 3, the widest of Joliet's three: ESC sequence "%/E" without its ESC.</summary>
    public static ReadOnlySpan<byte> JolietEscape => "%/E"u8;

    public static ReadOnlySpan<byte> StandardId => "CD001"u8;

    public static void WritePrimary(
        Span<byte> sector,
        IsoProfile profile,
        HierarchyLocation location,
        uint sectors
    ) => Write(sector, PrimaryType, profile.VolumeId, profile, location, sectors);

    public static void WriteJoliet(
        Span<byte> sector,
        IsoProfile profile,
        HierarchyLocation location,
        uint sectors
    )
    {
        Write(sector, SupplementaryType, profile.JolietVolumeId, profile, location, sectors);
        JolietEscape.CopyTo(sector[88..]);
    }

    public static void WriteTerminator(Span<byte> sector) => WriteHeader(sector, TerminatorType);

    private static void Write(
        Span<byte> sector,
        byte type,
        string volumeId,
        IsoProfile profile,
        HierarchyLocation location,
        uint sectors
    )
    {
        WriteHeader(sector, type);
        var wide = type == SupplementaryType;
        WriteText(sector.Slice(8, 32), profile.SystemId, wide);
        WriteText(sector.Slice(40, 32), volumeId, wide);
        BothEndian.Write32(sector[80..], sectors);
        BothEndian.Write16(sector[120..], 1); // volume set size
        BothEndian.Write16(sector[124..], 1); // volume sequence number
        BothEndian.Write16(sector[128..], Sector.Size);
        BothEndian.Write32(sector[132..], location.PathTableSize);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[140..], location.PathTableL);
        BinaryPrimitives.WriteUInt32BigEndian(sector[148..], location.PathTableM);
        var root = new Section(location.RootSector, location.RootLength, FileFlags.Directory);
        DirectoryRecord.Write(sector.Slice(156, 34), [0], root, profile.Epoch, []);
        WriteText(sector.Slice(190, 128), "", wide); // volume set
        WriteText(sector.Slice(318, 128), profile.PublisherId, wide);
        WriteText(sector.Slice(446, 128), profile.PreparerId, wide);
        WriteText(sector.Slice(574, 128), profile.ApplicationId, wide);
        WriteText(sector.Slice(702, 37), "", wide); // copyright file
        WriteText(sector.Slice(739, 37), "", wide); // abstract file
        WriteText(sector.Slice(776, 37), "", wide); // bibliographic file
        IsoDate.WriteDescriptor(sector.Slice(813, IsoDate.DescriptorSize), profile.Epoch);
        IsoDate.WriteDescriptor(sector.Slice(830, IsoDate.DescriptorSize), profile.Epoch);
        IsoDate.WriteUnspecified(sector.Slice(847, IsoDate.DescriptorSize)); // expiration
        IsoDate.WriteUnspecified(sector.Slice(864, IsoDate.DescriptorSize)); // effective
        sector[881] = 1; // file structure version
    }

    private static void WriteHeader(Span<byte> sector, byte type)
    {
        sector[0] = type;
        StandardId.CopyTo(sector[1..]);
        sector[6] = 1;
    }

    /// <summary>
    /// Padded with spaces. In UCS-2 a field holds half as many characters; the 37-byte fields end with a zero byte,
    /// and what no longer fits is cut (the primary descriptor has it whole).
    /// </summary>
    private static void WriteText(Span<byte> field, string text, bool wide)
    {
        if (!wide)
        {
            field.Fill((byte)' ');
            Encoding.ASCII.GetBytes(text, field);
            return;
        }

        var characters = field.Length / 2;
        Encoding.BigEndianUnicode.GetBytes(
            text.AsSpan(0, Math.Min(text.Length, characters)),
            field
        );
        for (var i = text.Length; i < characters; i++)
        {
            field[(2 * i) + 1] = (byte)' ';
        }
    }
}
