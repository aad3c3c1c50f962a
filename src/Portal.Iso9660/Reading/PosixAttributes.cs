using System.Text;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>What the Rock Ridge entries of one record say. Forms that are too short are taken as absent.</summary>
internal sealed class PosixAttributes
{
    private const int MaxTargetBytes = 65_536;

    private readonly List<byte> _name = [];
    private readonly List<byte> _target = [];
    private bool _slashDue;

    private PosixAttributes() { }

    public string? Name => _name.Count == 0 ? null : Decode(_name);

    public uint? Mode { get; private set; }

    public DateTimeOffset? ModifiedAt { get; private set; }

    public string? LinkTarget { get; private set; }

    /// <summary>Sector of the directory this placeholder stands for (RRIP 4.1.5.1, CL).</summary>
    public long? ChildLink { get; private set; }

    /// <summary>A directory that belongs elsewhere (RRIP 4.1.5.3, RE).</summary>
    public bool IsRelocated { get; private set; }

    /// <summary>Compressed by zisofs (ZF).</summary>
    public bool IsCompressed { get; private set; }

    public static PosixAttributes From(IReadOnlyList<SystemUseEntry> entries, long sector)
    {
        var attributes = new PosixAttributes();
        foreach (var entry in entries)
        {
            attributes.Add(entry.Signature, entry.Bytes, sector);
        }

        if (attributes._target.Count > 0)
        {
            attributes.LinkTarget = Decode(attributes._target);
        }

        return attributes;
    }

    private void Add(string signature, byte[] bytes, long sector)
    {
        switch (signature)
        {
            case "NM" when bytes.Length > 5 && (bytes[4] & 0x06) == 0:
                _name.AddRange(bytes.AsSpan(5));
                break;
            case "PX" when bytes.Length >= 36:
                Mode = BothEndian.Read32(bytes.AsSpan(4));
                break;
            case "TF" when bytes.Length >= 5:
                ModifiedAt = ReadModified(bytes);
                break;
            case "SL" when bytes.Length >= 5:
                AddComponents(bytes.AsSpan(5), sector);
                break;
            case "CL" when bytes.Length >= 12:
                ChildLink = BothEndian.Read32(bytes.AsSpan(4));
                break;
            case "ZF":
                IsCompressed = true;
                break;
            case "RE":
                IsRelocated = true;
                break;
        }
    }

    /// <summary>RRIP 4.1.6: the stamps follow in the order of their flags; CREATION comes before MODIFY.</summary>
    private static DateTimeOffset? ReadModified(byte[] bytes)
    {
        var flags = bytes[4];
        var size = (flags & 0x80) == 0 ? IsoDate.RecordSize : IsoDate.DescriptorSize;
        var start = 5 + ((flags & 0x01) == 0 ? 0 : size);
        if ((flags & 0x02) == 0 || bytes.Length < start + size)
        {
            return null;
        }

        var stamp = bytes.AsSpan(start, size);
        return size == IsoDate.RecordSize
            ? IsoDate.ReadRecord(stamp)
            : IsoDate.ReadDescriptor(stamp);
    }

    private void AddComponents(ReadOnlySpan<byte> components, long sector)
    {
        while (components.Length >= 2)
        {
            var flags = components[0];
            var length = components[1];
            if (2 + length > components.Length || _target.Count > MaxTargetBytes)
            {
                throw new IsoFormatException(
                    "iso.read.system-use",
                    sector,
                    "a broken symbolic link."
                );
            }

            if (_slashDue)
            {
                _target.Add((byte)'/');
            }

            _target.AddRange(
                (flags & 0x0E) switch
                {
                    0x02 => "."u8,
                    0x04 => ".."u8,
                    0x08 => "/"u8,
                    _ => components.Slice(2, length),
                }
            );
            _slashDue = (flags & 0x09) == 0;
            components = components[(2 + length)..];
        }
    }

    /// <summary>UTF-8, or Latin-1 where it is not: older images were made in such locales.</summary>
    private static string Decode(List<byte> bytes)
    {
        var array = bytes.ToArray();
        return System.Text.Unicode.Utf8.IsValid(array)
            ? Encoding.UTF8.GetString(array)
            : Encoding.Latin1.GetString(array);
    }
}
