using Portal.Iso9660.Records;

namespace Portal.Iso9660;

/// <summary>
/// An image as it is stored: the bytes before the data, where which content lies, the bytes after it. Enough to write
/// or serve the image without its tree. What lies between parts is zeros. Checked when made.
/// </summary>
public sealed class IsoImageParts
{
    /// <param name="head">The image's first bytes.</param>
    /// <param name="extents">Sorted by offset, without overlap, after the head.</param>
    /// <param name="tail">The image's last bytes, after every extent.</param>
    /// <param name="length">Bytes of the whole image.</param>
    /// <exception cref="IsoException"><c>iso.parts</c>: they do not fit together.</exception>
    public IsoImageParts(
        ReadOnlyMemory<byte> head,
        IReadOnlyList<IsoExtent> extents,
        ReadOnlyMemory<byte> tail,
        long length
    )
    {
        ArgumentNullException.ThrowIfNull(extents);
        // A private copy: what was checked stays so.
        IsoExtent[] copy = [.. extents];
        long end = head.Length;
        foreach (var extent in copy)
        {
            if (extent is null || string.IsNullOrEmpty(extent.ContentId))
            {
                throw Invalid("an extent names no content");
            }

            if (
                extent.Offset % Sector.Size != 0
                || extent.Length < 1
                || extent.Length > long.MaxValue - extent.Offset
            )
            {
                throw Invalid(
                    $"the extent at {extent.Offset} of {extent.Length} bytes is not on a sector or empty"
                );
            }

            if (extent.Offset < end)
            {
                throw Invalid(
                    $"the extent at {extent.Offset} begins before {end}, where the part before it ends"
                );
            }

            end = extent.End;
        }

        if (length < end || length - end < tail.Length)
        {
            throw Invalid(
                $"the parts end at {end} and a tail of {tail.Length} bytes, beyond the image's {length}"
            );
        }

        (Head, Extents, Tail, Length) = (head, copy, tail, length);
    }

    public ReadOnlyMemory<byte> Head { get; }

    public IReadOnlyList<IsoExtent> Extents { get; }

    public ReadOnlyMemory<byte> Tail { get; }

    public long Length { get; }

    internal long TailOffset => Length - Tail.Length;

    private static IsoException Invalid(string what) =>
        new("iso.parts", "", $"Not the parts of an image: {what}.");
}
