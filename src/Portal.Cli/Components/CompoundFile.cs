using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Components;

/// <summary>
/// Streams of a compound file, by name. Source: [MS-CFB]. Numbers are little-endian. Whatever is not as it should be gives no
/// stream, or throws.
/// </summary>
internal sealed class CompoundFile
{
    private const int HeaderLength = 512;
    private const int EntryLength = 128;
    private const int MiniSector = 64;
    private const uint LastRegular = 0xFFFF_FFFA;
    private const int MaximumStream = 1 << 24;

    private readonly FileStream _file;
    private readonly int _sector;
    private readonly uint _cutoff;
    private readonly List<uint> _fat = [];
    private readonly uint[] _miniFat;
    private readonly byte[] _miniStream;
    private readonly Dictionary<string, (uint Start, long Length)> _streams = new(
        StringComparer.Ordinal
    );

    /// <exception cref="InvalidDataException">It is none, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be read, or is cut off.</exception>
    public CompoundFile(FileStream file)
    {
        _file = file;
        var header = new byte[HeaderLength];
        file.ReadExactly(header);
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x1E));
        if (
            !header.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
            || shift is not (9 or 12)
        )
        {
            throw new InvalidDataException("This is no compound file.");
        }

        _sector = 1 << shift;
        _cutoff = Number(header, 0x38);
        ReadFat(header);
        var directory = ReadChain(Number(header, 0x30), MaximumStream);
        _miniFat = Numbers(ReadChain(Number(header, 0x3C), MaximumStream));
        _miniStream = [];
        for (var at = 0; at + EntryLength <= directory.Length; at += EntryLength)
        {
            var entry = directory.AsSpan(at, EntryLength);
            var start = BinaryPrimitives.ReadUInt32LittleEndian(entry[116..]);
            var length = (long)BinaryPrimitives.ReadUInt64LittleEndian(entry[120..]);
            var bytes = BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]);
            switch (entry[66])
            {
                case 5: // the root, which holds what is too small for sectors
                    _miniStream = ReadChain(start, MaximumStream);
                    break;
                case 2 when bytes is >= 2 and <= 64:
                    _streams.TryAdd(Encoding.Unicode.GetString(entry[..(bytes - 2)]), (start, length));
                    break;
            }
        }
    }

    /// <summary>The bytes of a stream; null when there is none of the name.</summary>
    public byte[]? Read(string name)
    {
        if (!_streams.TryGetValue(name, out var stream) || stream.Length is < 0 or > MaximumStream)
        {
            return null;
        }

        var bytes =
            stream.Length < _cutoff
                ? ReadMini(stream.Start, stream.Length)
                : ReadChain(stream.Start, stream.Length);
        return bytes.Length < stream.Length ? null : bytes[..(int)stream.Length];
    }

    private void ReadFat(byte[] header)
    {
        // Where the table is: 109 sectors in the header, more in a chain of their own.
        var places = new List<uint>(Numbers(header.AsSpan(0x4C)));
        var next = Number(header, 0x44);
        for (var left = Number(header, 0x48); left > 0 && next < LastRegular; left--)
        {
            var more = Numbers(ReadSector(next));
            places.AddRange(more[..^1]);
            next = more[^1];
            RefuseEndless(places.Count);
        }

        foreach (var place in places.Where(p => p < LastRegular))
        {
            _fat.AddRange(Numbers(ReadSector(place)));
            RefuseEndless(_fat.Count / (_sector / 4));
        }
    }

    private void RefuseEndless(int sectors)
    {
        if ((long)sectors * _sector > _file.Length + _sector)
        {
            throw new InvalidDataException("The file has more sectors than bytes.");
        }
    }

    private byte[] ReadChain(uint start, long length)
    {
        using var bytes = new MemoryStream();
        for (var sector = start; sector < LastRegular && bytes.Length < length; )
        {
            bytes.Write(ReadSector(sector));
            RefuseEndless((int)(bytes.Length / _sector));
            sector = sector < _fat.Count ? _fat[(int)sector] : uint.MaxValue;
        }

        return bytes.ToArray();
    }

    private byte[] ReadMini(uint start, long length)
    {
        using var bytes = new MemoryStream();
        for (var sector = start; sector < LastRegular && bytes.Length < length; )
        {
            var at = sector * (long)MiniSector;
            if (at + MiniSector > _miniStream.Length)
            {
                break;
            }

            bytes.Write(_miniStream.AsSpan((int)at, MiniSector));
            sector = sector < _miniFat.Length ? _miniFat[sector] : uint.MaxValue;
        }

        return bytes.ToArray();
    }

    private byte[] ReadSector(uint sector)
    {
        var bytes = new byte[_sector];
        _file.Position = (sector + 1L) * _sector;
        // The last one may be cut off.
        _file.ReadAtLeast(bytes, _sector, throwOnEndOfStream: false);
        return bytes;
    }

    private static uint Number(byte[] bytes, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        }

        return numbers;
    }
}
