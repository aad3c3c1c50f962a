using Portal.Iso9660.Serving;

namespace Portal.Iso9660.Reading;

/// <summary>A file's bytes over its extents.</summary>
internal sealed class ExtentStream(ImageBytes image, IsoEntry file) : ReadOnlyStream(file.Length)
{
    public override int Read(Span<byte> buffer)
    {
        var start = Position;
        foreach (var extent in file.Extents)
        {
            if (start < extent.Length)
            {
                var count = (int)Math.Min(buffer.Length, extent.Length - start);
                image.ReadAt(extent.Offset + start, buffer[..count]);
                Position += count;
                return count;
            }

            start -= extent.Length;
        }

        return 0;
    }
}
