using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Portal.Packaging.Tests.Archives;

/// <summary>One entry of a zip; every field that a header holds can be falsified.</summary>
internal sealed class ZipPart
{
    public ZipPart(string name, byte[] data, bool deflate = true)
    {
        Name = Encoding.UTF8.GetBytes(name);
        Method = deflate ? 8 : 0;
        Data = deflate ? Deflate(data) : data;
        Length = data.Length;
        Crc = Crc32Of(data);
    }

    public byte[] Name { get; set; }
    public byte[]? LocalName { get; set; }
    public byte[] Data { get; set; }
    public long Length { get; set; }
    public uint Crc { get; set; }
    public int Method { get; set; }
    public int? LocalMethod { get; set; }
    public int Flags { get; set; } = 0x0800;
    public int MadeBy { get; set; } = 0x031E;
    public uint Mode { get; set; } = 0x81A4;
    public uint DosAttributes { get; set; }
    public byte[] Extra { get; set; } = [];
    public byte[] LocalExtra { get; set; } = [];
    public uint? LocalCrc { get; set; }
    public uint? LocalLength { get; set; }
    public uint? LocalCompressed { get; set; }
    public uint? CentralLength { get; set; }
    public uint? CentralCompressed { get; set; }
    public uint? CentralOffset { get; set; }
    public uint LocalSignature { get; set; } = 0x04034B50;

    /// <summary>Bytes behind the data: a descriptor, or what should not be there.</summary>
    public byte[] After { get; set; } = [];

    public static byte[] Deflate(byte[] data)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
        {
            deflate.Write(data);
        }

        return packed.ToArray();
    }

    /// <summary>Bit by bit, independent of the product's tables.</summary>
    public static uint Crc32Of(byte[] data)
    {
        var crc = 0xFFFFFFFF;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    public ZipPart With(Action<ZipPart> change)
    {
        change(this);
        return this;
    }
}

/// <summary>Writes zips field by field, also such as no tool would write.</summary>
internal sealed class ZipBuilder
{
    private readonly List<ZipPart> _parts = [];

    public byte[] Prefix { get; set; } = [];
    public byte[] BeforeDirectory { get; set; } = [];
    public byte[] AfterDirectory { get; set; } = [];
    public byte[] Comment { get; set; } = [];
    public byte[] Suffix { get; set; } = [];
    public bool DirectoryReversed { get; set; }
    public bool Zip64 { get; set; }
    public Action<byte[]>? ChangeEnd { get; set; }
    public Action<byte[]>? ChangeZip64 { get; set; }

    public static ZipBuilder WithManifest() =>
        new ZipBuilder().Add(new ZipPart("component.yaml", "component: x\n"u8.ToArray()));

    public ZipBuilder Add(ZipPart part)
    {
        _parts.Add(part);
        return this;
    }

    public ZipBuilder File(string name, string text) =>
        Add(new ZipPart(name, Encoding.UTF8.GetBytes(text)));

    public ZipBuilder With(Action<ZipBuilder> change)
    {
        change(this);
        return this;
    }

    public byte[] Build()
    {
        var zip = new MemoryStream();
        zip.Write(Prefix);
        var offsets = new List<long>();
        foreach (var part in _parts)
        {
            offsets.Add(zip.Position);
            zip.Write(Local(part));
            zip.Write(part.Data);
            zip.Write(part.After);
        }

        zip.Write(BeforeDirectory);
        var directory = zip.Position;
        var records = _parts.Zip(offsets);
        foreach (var (part, offset) in DirectoryReversed ? records.Reverse() : records)
        {
            zip.Write(Central(part, offset));
        }

        zip.Write(AfterDirectory);
        zip.Write(End(directory, zip.Position - directory - AfterDirectory.Length, zip.Position));
        zip.Write(Suffix);
        return zip.ToArray();
    }

    private static byte[] Local(ZipPart part) =>
        [
            .. U32(part.LocalSignature),
            .. U16(20),
            .. U16(part.Flags),
            .. U16(part.LocalMethod ?? part.Method),
            .. U32(0x00210000),
            .. U32(part.LocalCrc ?? part.Crc),
            .. U32(part.LocalCompressed ?? (uint)part.Data.Length),
            .. U32(part.LocalLength ?? (uint)part.Length),
            .. U16((part.LocalName ?? part.Name).Length),
            .. U16(part.LocalExtra.Length),
            .. part.LocalName ?? part.Name,
            .. part.LocalExtra,
        ];

    private static byte[] Central(ZipPart part, long offset) =>
        [
            .. U32(0x02014B50),
            .. U16(part.MadeBy),
            .. U16(20),
            .. U16(part.Flags),
            .. U16(part.Method),
            .. U32(0x00210000),
            .. U32(part.Crc),
            .. U32(part.CentralCompressed ?? (uint)part.Data.Length),
            .. U32(part.CentralLength ?? (uint)part.Length),
            .. U16(part.Name.Length),
            .. U16(part.Extra.Length),
            .. U16(0),
            .. U16(0),
            .. U16(0),
            .. U32((part.Mode << 16) | part.DosAttributes),
            .. U32(part.CentralOffset ?? (uint)offset),
            .. part.Name,
            .. part.Extra,
        ];

    private byte[] End(long directory, long length, long at)
    {
        byte[] end =
        [
            .. U32(0x06054B50),
            .. U16(0),
            .. U16(0),
            .. U16(Zip64 ? 0xFFFF : _parts.Count),
            .. U16(Zip64 ? 0xFFFF : _parts.Count),
            .. U32(Zip64 ? uint.MaxValue : (uint)length),
            .. U32(Zip64 ? uint.MaxValue : (uint)directory),
            .. U16(Comment.Length),
            .. Comment,
        ];
        ChangeEnd?.Invoke(end);
        if (!Zip64)
        {
            return end;
        }

        byte[] wide =
        [
            .. U32(0x06064B50),
            .. U64(44),
            .. U16(45),
            .. U16(45),
            .. U32(0),
            .. U32(0),
            .. U64(_parts.Count),
            .. U64(_parts.Count),
            .. U64(length),
            .. U64(directory),
            .. U32(0x07064B50),
            .. U32(0),
            .. U64(at),
            .. U32(1),
        ];
        ChangeZip64?.Invoke(wide);
        return [.. wide, .. end];
    }

    public static byte[] U16(long value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }

    public static byte[] U32(long value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        return bytes;
    }

    public static byte[] U64(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
