using Portal.Iso9660.Records;

namespace Portal.Iso9660.Planning;

/// <summary>
/// The blocks that hold what did not fit into directory records, packed in the order of placing. A part never leaves
/// its block; what does not fit goes on in the next block through another CE.
/// </summary>
internal sealed class ContinuationArea(uint firstSector, Memory<byte> target)
{
    private long _position;

    /// <summary>Without a target it only measures, by the same steps.</summary>
    public static ContinuationArea Measuring() => new(0, Memory<byte>.Empty);

    /// <summary>Bytes used so far.</summary>
    public long Length => _position;

    /// <summary>Places the entries and returns the CE that points to them.</summary>
    public byte[] Place(ReadOnlySpan<byte[]> entries)
    {
        var count = CountThatFit(entries);
        if (count == 0)
        {
            _position = Sector.RoundUp(_position);
            count = CountThatFit(entries);
        }

        var start = _position;
        var size = SizeOf(entries[..count]) + (count < entries.Length ? RockRidge.CeSize : 0);
        _position += size;
        byte[] next = [];
        if (count < entries.Length)
        {
            _position = Sector.RoundUp(_position);
            next = Place(entries[count..]);
        }

        if (!target.IsEmpty)
        {
            var writer = target.Span.Slice((int)start, size);
            foreach (var entry in entries[..count])
            {
                entry.CopyTo(writer);
                writer = writer[entry.Length..];
            }

            next.CopyTo(writer);
        }

        return RockRidge.Ce(
            firstSector + (uint)(start / Sector.Size),
            (int)(start % Sector.Size),
            size
        );
    }

    /// <summary>How many of the entries the current block takes, with a CE if some remain.</summary>
    private int CountThatFit(ReadOnlySpan<byte[]> entries)
    {
        var room = Sector.Size - (int)(_position % Sector.Size);
        if (SizeOf(entries) <= room)
        {
            return entries.Length;
        }

        room -= RockRidge.CeSize;
        var count = 0;
        while (entries[count].Length <= room)
        {
            room -= entries[count].Length;
            count++;
        }

        return count;
    }

    private static int SizeOf(ReadOnlySpan<byte[]> entries)
    {
        var size = 0;
        foreach (var entry in entries)
        {
            size += entry.Length;
        }

        return size;
    }
}
