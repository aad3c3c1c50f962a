using Microsoft.Extensions.Caching.Memory;
using Portal.Blobs;
using Portal.Releases;

namespace Portal.Images;

/// <summary>Finds whom a release serves.</summary>
public sealed class SupportedGuests(LockedContents contents, ImageFiles images, BlobStore blobs)
    : IDisposable
{
    /// <summary>A lock never changes, so what was found stays; so many are kept.</summary>
    private const int Kept = 256;

    private readonly MemoryCache _found = new(new MemoryCacheOptions { SizeLimit = Kept });

    /// <returns>Null when the store has lost or damaged what the lock names: pages then say that it is unknown.</returns>
    public async Task<ReleaseReach?> FindAsync(Release release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (_found.TryGetValue(release.Lock, out ReleaseReach? known))
        {
            return known;
        }

        try
        {
            var reach = release.TakenFrom is null
                ? await OfComponentsAsync(release, cancellationToken)
                : await OfDiscAsync(release, cancellationToken);
            return reach is null
                ? null
                : _found.Set(release.Lock, reach, new MemoryCacheEntryOptions { Size = 1 });
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    public void Dispose() => _found.Dispose();

    private async Task<ReleaseReach> OfComponentsAsync(
        Release release,
        CancellationToken cancellationToken
    )
    {
        var frozen = await contents.ReadLockAsync(release.Lock, cancellationToken);
        return ReleaseReach.Of(
            frozen,
            await contents.ReadComponentsAsync(frozen, cancellationToken)
        );
    }

    private async Task<ReleaseReach?> OfDiscAsync(
        Release release,
        CancellationToken cancellationToken
    )
    {
        if (await images.FindDiscAsync(release, cancellationToken) is not { } disc)
        {
            return null;
        }

        var frozen = await contents.ReadLockAsync(release.Lock, cancellationToken);
        return ReleaseReach.Of(
            frozen,
            await disc.ReadComponentsAsync(frozen, blobs, cancellationToken),
            disc.Has("setup.exe")
        );
    }
}
