using Portal.Iso9660.Records;

namespace Portal.Iso9660.Tests.Support;

/// <summary>
/// An image put together record by record, for what our planner does not write and other tools do. Its root lies in
/// sector <see cref="Root"/>; sectors from 30 on are free for everything else.
/// </summary>
internal sealed class RawImage
{
    public const uint Root = 22;
    public const uint JolietRoot = 23;
    private const int SectorCount = 64;

    private readonly byte[] _bytes = new byte[SectorCount * Sector.Size];

    public RawImage(bool joliet = false)
    {
        var profile = new IsoProfile("RAW", TestImage.Epoch);
        VolumeDescriptor.WritePrimary(At(16), profile, Tables(24, Root), SectorCount);
        if (joliet)
        {
            VolumeDescriptor.WriteJoliet(At(17), profile, Tables(20, JolietRoot), SectorCount);
        }

        VolumeDescriptor.WriteTerminator(At(joliet ? 18u : 17u));
    }

    public Span<byte> At(uint sector) => _bytes.AsSpan((int)sector * Sector.Size, Sector.Size);

    /// <summary>Path tables of a root alone, L and then M.</summary>
    private HierarchyLocation Tables(uint sector, uint root)
    {
        PathTable.Write(At(sector), [0], root, 1, bigEndian: false);
        PathTable.Write(At(sector + 1), [0], root, 1, bigEndian: true);
        return new HierarchyLocation(sector, sector + 1, 10, root, Sector.Size);
    }

    /// <summary>A directory of one sector: "." and "..", then the records.</summary>
    public RawImage Directory(uint sector, uint parent, params byte[][] records) =>
        Directory(sector, parent, [], [], records);

    /// <param name="selfUse">System Use area of ".".</param>
    /// <param name="parentUse">System Use area of "..".</param>
    public RawImage Directory(
        uint sector,
        uint parent,
        byte[] selfUse,
        byte[] parentUse,
        byte[][] records
    )
    {
        var target = At(sector);
        byte[][] all =
        [
            Record([0], sector, Sector.Size, FileFlags.Directory, selfUse),
            Record([1], parent, Sector.Size, FileFlags.Directory, parentUse),
            .. records,
        ];
        foreach (var record in all)
        {
            record.CopyTo(target);
            target = target[record.Length..];
        }

        return this;
    }

    /// <summary>The bytes of a content.</summary>
    public RawImage Content(uint sector, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(At(sector));
        return this;
    }

    public byte[] Build() => [.. _bytes];

    public static byte[] Record(
        ReadOnlySpan<byte> identifier,
        uint sector,
        uint length,
        FileFlags flags = FileFlags.None,
        params byte[][] use
    )
    {
        var target = new byte[256];
        var size = DirectoryRecord.Write(
            target,
            identifier,
            new Section(sector, length, flags),
            TestImage.Epoch,
            [.. use.SelectMany(entry => entry)]
        );
        return target[..size];
    }

    /// <summary>A System Use entry of version 1.</summary>
    public static byte[] Entry(string signature, params byte[] data) =>
        [(byte)signature[0], (byte)signature[1], (byte)(4 + data.Length), 1, .. data];

    public static byte[] Name(string name) =>
        Entry("NM", [0, .. System.Text.Encoding.UTF8.GetBytes(name)]);

    /// <summary>CL and PL.</summary>
    public static byte[] Link(string signature, uint sector)
    {
        var data = new byte[8];
        BothEndian.Write32(data, sector);
        return Entry(signature, data);
    }

    public static byte[] Px => RockRidge.Px(0x8124, 1);

    public static byte[] Folder => RockRidge.Px(0x416D, 2);

    /// <summary>The root's ".": SP, PX and, unless left out, ER by a continuation in sector 30.</summary>
    public byte[] RootUse(bool er = true, byte skip = 0, byte[]? before = null)
    {
        byte[] use = [.. before ?? [], .. Entry("SP", 0xBE, 0xEF, skip), .. Folder];
        if (!er)
        {
            return use;
        }

        RockRidge.Er().CopyTo(At(30));
        return [.. use, .. RockRidge.Ce(30, 0, RockRidge.Er().Length)];
    }
}
