using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>Reads metadata from an untrusted image: inside the file only, and only so much in all.</summary>
internal sealed class ImageBytes(Stream stream, long budget)
{
    private readonly Lock _lock = new();
    private readonly byte[] _block = new byte[Sector.Size];
    private long _blockSector = -1;
    private long _budget = budget;

    public long Length { get; } = stream.Length;

    /// <summary>Reads metadata and charges it to the budget.</summary>
    /// <exception cref="IsoFormatException"><c>iso.read.truncated</c>, <c>iso.read.budget</c>.</exception>
    public byte[] Read(long sector, long length)
    {
        var offset = sector * Sector.Size;
        if (offset > Length || length > Length - offset)
        {
            throw new IsoFormatException(
                "iso.read.truncated",
                sector,
                $"{length} bytes reach beyond the image's end."
            );
        }

        _budget -= length;
        if (_budget < 0)
        {
            throw new IsoFormatException(
                "iso.read.budget",
                sector,
                "the image has more metadata than allowed."
            );
        }

        var bytes = new byte[length];
        ReadAt(offset, bytes);
        return bytes;
    }

    /// <summary>Counts what is made of bytes that were read before: paths, and continuations that many records share.</summary>
    /// <exception cref="IsoFormatException"><c>iso.read.budget</c>.</exception>
    public void Charge(long sector, long length)
    {
        _budget -= length;
        if (_budget < 0)
        {
            throw new IsoFormatException(
                "iso.read.budget",
                sector,
                "the image has more metadata than allowed."
            );
        }
    }

    /// <summary>One sector of metadata; the last one is remembered, as many continuations lie in one.</summary>
    public ReadOnlySpan<byte> Block(long sector)
    {
        if (sector != _blockSector)
        {
            _blockSector = -1;
            Read(sector, Sector.Size).CopyTo(_block, 0);
            _blockSector = sector;
        }

        return _block;
    }

    /// <summary>Reads content; safe from several threads. The span lies inside the image.</summary>
    public void ReadAt(long offset, Span<byte> target)
    {
        lock (_lock)
        {
            stream.Position = offset;
            try
            {
                stream.ReadExactly(target);
            }
            catch (EndOfStreamException)
            {
                throw new IsoFormatException(
                    "iso.read.truncated",
                    offset / Sector.Size,
                    "the image became shorter."
                );
            }
        }
    }
}
