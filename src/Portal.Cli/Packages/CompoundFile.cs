using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Packages;

/// <summary>
/// Streams of a compound file, by name. Source: [MS-CFB]. Numbers are little-endian. A chain of sectors is followed no
/// further than the file has sectors, so one that ends in itself ends here too.
/// </summary>
internal sealed class CompoundFile
{
    /// <summary>In bytes; a stream that has more is not read.</summary>
    public const int MaximumStream = 1 << 26;

    private const int HeaderLength = 512;
    private const int EntryLength = 128;
    private const int MaximumName = 64;
    private const int MiniSector = 64;
    private const int Version3Shift = 9;
    private const int Version4Shift = 12;
    private const uint LastRegular = 0xFFFF_FFFA;
    private const byte StreamEntry = 2;
    private const byte RootEntry = 5;

    private readonly Stream _file;
    private readonly int _sector;
    private readonly uint _cutoff;
    private readonly List<uint> _fat = [];
    private readonly uint[] _miniFat;
    private readonly byte[] _miniStream = [];
    private readonly Dictionary<string, (uint Start, long Length)> _streams = new(
        StringComparer.Ordinal
    );

    /// <summary>Reads what says where the streams are.</summary>
    /// <param name="file">Can be read at any position; stays open.</param>
    /// <exception cref="PackageFormatException">It is no compound file, or a damaged one.</exception>
    public CompoundFile(Stream file)
    {
        _file = file;
        var header = new byte[HeaderLength];
        file.Position = 0;
        var read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x1E));
        if (
            read < HeaderLength
            || !header
                .AsSpan()
                .StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
            || shift is not (Version3Shift or Version4Shift)
        )
        {
            throw new PackageFormatException("It is no compound file, which installers are.");
        }

        _sector = 1 << shift;
        _cutoff = Number(header, 0x38);
        ReadFat(header);
        var directory = ReadChain(Number(header, 0x30), MaximumStream);
        _miniFat = Numbers(ReadChain(Number(header, 0x3C), MaximumStream));
        for (var at = 0; at + EntryLength <= directory.Length; at += EntryLength)
        {
            var entry = directory.AsSpan(at, EntryLength);
            var start = BinaryPrimitives.ReadUInt32LittleEndian(entry[116..]);
            var length =
                shift == Version3Shift
                    // The upper half may be anything in a file of this version.
                    ? BinaryPrimitives.ReadUInt32LittleEndian(entry[120..])
                    : BinaryPrimitives.ReadInt64LittleEndian(entry[120..]);
            var name = BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]);
            switch (entry[66])
            {
                case RootEntry: // holds what is too small for sectors of its own
                    _miniStream = ReadChain(start, MaximumStream);
                    break;
                case StreamEntry when name is >= 2 and <= MaximumName:
                    _streams.TryAdd(
                        Encoding.Unicode.GetString(entry[..(name - 2)]),
                        (start, length)
                    );
                    break;
            }
        }
    }

    /// <summary>The bytes of a stream; null when there is none of the name.</summary>
    /// <exception cref="PackageFormatException">It is longer than is read, or cut off.</exception>
    public byte[]? Read(string name)
    {
        if (!_streams.TryGetValue(name, out var stream))
        {
            return null;
        }

        if (stream.Length is < 0 or > MaximumStream)
        {
            throw new PackageFormatException(
                $"One of its tables has more than {MaximumStream} bytes."
            );
        }

        var bytes =
            stream.Length < _cutoff
                ? ReadMini(stream.Start, stream.Length)
                : ReadChain(stream.Start, stream.Length);
        return bytes.Length < stream.Length
            ? throw new PackageFormatException("One of its tables is cut off.")
            : bytes[..(int)stream.Length];
    }

    private void ReadFat(byte[] header)
    {
        // Where the table is: 109 sectors in the header, more in a chain of their own.
        var places = new List<uint>(Numbers(header.AsSpan(0x4C)));
        for (var next = Number(header, 0x44); next < LastRegular; )
        {
            var more = Numbers(ReadSector(next));
            places.AddRange(more[..^1]);
            next = more[^1];
            RefuseEndless(places.Count / more.Length);
        }

        foreach (var place in places.Where(p => p < LastRegular))
        {
            _fat.AddRange(Numbers(ReadSector(place)));
            RefuseEndless(_fat.Count / (_sector / sizeof(uint)));
        }
    }

    private void RefuseEndless(long sectors)
    {
        if (sectors * _sector > _file.Length)
        {
            throw new PackageFormatException("A chain of its sectors does not end.");
        }
    }

    private byte[] ReadChain(uint start, long length)
    {
        using var bytes = new MemoryStream();
        for (var sector = start; sector < LastRegular && bytes.Length < length; )
        {
            bytes.Write(ReadSector(sector));
            RefuseEndless(bytes.Length / _sector);
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
        var at = (sector + 1L) * _sector;
        if (at >= _file.Length)
        {
            throw new PackageFormatException("It is cut off.");
        }

        var bytes = new byte[_sector];
        _file.Position = at;
        // The last one may be cut off; what is missing is zeros.
        _ = _file.ReadAtLeast(bytes, _sector, throwOnEndOfStream: false);
        return bytes;
    }

    private static uint Number(byte[] bytes, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / sizeof(uint)];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(sizeof(uint) * i)..]);
        }

        return numbers;
    }
}
