namespace Portal.Iso9660;

/// <summary>One content on the image: bytes <c>[Offset, Offset + Length)</c>, then zeros up to the next sector.</summary>
/// <param name="Offset">From the image's start, a multiple of 2048.</param>
/// <param name="Length">Bytes, at least 1 (empty files have no extent). May exceed 4 GiB.</param>
/// <param name="ContentId">As given to <see cref="IsoTreeBuilder.AddFile"/>.</param>
public sealed record IsoExtent(long Offset, long Length, string ContentId)
{
    /// <summary>The first byte after the content.</summary>
    public long End => Offset + Length;
}
