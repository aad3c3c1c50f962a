using System.Runtime.InteropServices;

namespace Portal.Iso9660.Serving;

/// <summary>A run of an image's bytes that come from one place: memory, a content's file, or nowhere (zeros).</summary>
/// <param name="Bytes">Of head or tail; empty for zeros.</param>
/// <param name="Extent">The content, with <paramref name="Start"/> within it.</param>
/// <param name="Start">Offset in the content.</param>
/// <param name="Length">At least 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Segment(
    ReadOnlyMemory<byte> Bytes,
    IsoExtent? Extent,
    long Start,
    int Length
)
{
    /// <summary>The run that begins at an offset inside the image, at most <paramref name="limit"/> bytes of it.</summary>
    public static Segment At(IsoImageParts parts, long offset, int limit)
    {
        if (offset < parts.Head.Length)
        {
            return InMemory(parts.Head[(int)offset..], limit);
        }

        if (offset >= parts.TailOffset)
        {
            return InMemory(parts.Tail[(int)(offset - parts.TailOffset)..], limit);
        }

        var next = FirstEndingAfter(parts.Extents, offset);
        if (
            next < parts.Extents.Count
            && parts.Extents[next] is var extent
            && extent.Offset <= offset
        )
        {
            return new Segment(
                default,
                extent,
                offset - extent.Offset,
                Clip(extent.End - offset, limit)
            );
        }

        var gapEnd = next < parts.Extents.Count ? parts.Extents[next].Offset : parts.TailOffset;
        return new Segment(default, null, 0, Clip(gapEnd - offset, limit));
    }

    /// <summary>For a run without a content.</summary>
    public void CopyTo(Span<byte> target)
    {
        if (Bytes.IsEmpty)
        {
            target.Clear();
        }
        else
        {
            Bytes.Span.CopyTo(target);
        }
    }

    private static Segment InMemory(ReadOnlyMemory<byte> bytes, int limit)
    {
        var length = Math.Min(bytes.Length, limit);
        return new Segment(bytes[..length], null, 0, length);
    }

    private static int Clip(long length, int limit) => (int)Math.Min(length, limit);

    private static int FirstEndingAfter(IReadOnlyList<IsoExtent> extents, long offset)
    {
        var (low, high) = (0, extents.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (extents[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
