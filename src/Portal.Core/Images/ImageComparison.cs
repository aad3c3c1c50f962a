using Microsoft.Extensions.Caching.Memory;
using Portal.Blobs;
using Portal.Protocol;
using Portal.Releases;

namespace Portal.Images;

/// <summary>Two releases compared by what lies on their images.</summary>
/// <param name="Fetch">
/// Bytes that whoever holds the first image fetches for the second: the contents it lacks, and all metadata before the
/// data; null while the second has no image.
/// </param>
public sealed record ImageChange(ImageDifference Files, long? Fetch);

/// <summary>Compares images. Neither ever changes, so an answer is kept.</summary>
public sealed class ImageComparison(ImageContents contents, ImageFiles images, BlobStore blobs)
    : IDisposable
{
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Null when one of them was removed.</summary>
    /// <param name="before">Null: everything is new.</param>
    public async Task<ImageChange?> CompareAsync(
        Release? before,
        Release after,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(after);
        Guid[] both = before is null ? [after.Id] : [before.Id, after.Id];
        var found = await images.FindImagesAsync(both, cancellationToken);
        var head = found.GetValueOrDefault(after.Id)?.Head;
        var key = (
            before?.Lock,
            before is not null && found.ContainsKey(before.Id),
            after.Lock,
            head
        );
        if (_known.TryGetValue(key, out ImageChange? change))
        {
            return change;
        }

        var first = before is null ? null : await contents.FindAsync(before, cancellationToken);
        var second = await contents.FindAsync(after, cancellationToken);
        if (second is null || (before is not null && first is null))
        {
            return null;
        }

        var files = ImageDifference.Between(first, second);
        change = new(files, head is { } digest ? files.NewBytes + Length(digest) : null);
        return _known.Set(key, change, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => _known.Dispose();

    private long Length(Digest digest) => blobs.Length(digest) ?? 0;
}
