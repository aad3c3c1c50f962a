using Microsoft.Extensions.Caching.Memory;
using Portal.Protocol;

namespace Portal.Releases;

/// <summary>Finds whom a release serves.</summary>
public sealed class SupportedGuests(LockedContents contents) : IDisposable
{
    /// <summary>A lock never changes, so what was found stays; so many are kept.</summary>
    private const int Kept = 256;

    private readonly MemoryCache _found = new(new MemoryCacheOptions { SizeLimit = Kept });

    /// <param name="lock">Digest of the release's lock.</param>
    /// <returns>Null when the store has lost or damaged what the lock names: pages then say that it is unknown.</returns>
    public async Task<ReleaseReach?> FindAsync(Digest @lock, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(@lock, out ReleaseReach? known))
        {
            return known;
        }

        try
        {
            var release = await contents.ReadLockAsync(@lock, cancellationToken);
            var components = await contents.ReadComponentsAsync(release, cancellationToken);
            return _found.Set(
                @lock,
                ReleaseReach.Of(release, components),
                new MemoryCacheEntryOptions { Size = 1 }
            );
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    public void Dispose() => _found.Dispose();
}
