using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Images;

/// <summary>
/// What lies on a release's image: its lock composed again by the layout that made the image, hence the same files to the
/// last one; of an image that was made elsewhere, what the image itself lists. A lock never changes, so what was composed is kept in memory.
/// </summary>
public sealed class ImageContents(
    IDbContextFactory<PortalDb> factory,
    LockedContents locked,
    ImageFiles images,
    BlobStore blobs
) : IDisposable
{
    /// <summary>Files and folders of all trees in memory together.</summary>
    private const long CacheEntries = 200_000;

    private readonly MemoryCache _trees = new(new MemoryCacheOptions { SizeLimit = CacheEntries });
    private readonly MemoryCache _volumes = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Null for a removed release: its contents may be gone. Before the image is signed, all but the signature.</summary>
    /// <exception cref="InvalidDataException">A blob is not what was kept.</exception>
    /// <exception cref="FileNotFoundException">The store has lost one.</exception>
    public async Task<DiscTree?> FindAsync(Release release, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (release.State == ReleaseStates.Removed)
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var signature = await db.Images()
            .Where(i => i.ReleaseId == release.Id)
            .Select(i => (Digest?)i.ContentsSignature)
            .SingleOrDefaultAsync(cancellationToken);
        var key = (release.Lock, signature);
        if (_trees.TryGetValue(key, out DiscTree? tree))
        {
            return tree;
        }

        if (release.TakenFrom is not null)
        {
            return await images.FindDiscAsync(release, cancellationToken) is { } disc
                ? Keep(DiscTree.Of(disc))
                : null;
        }

        var frozen = await locked.ReadLockAsync(release.Lock, cancellationToken);
        var contents = await ComposeContentsAsync(frozen, cancellationToken);
        var layout = Layouts.Get(frozen.Layout);
        return Keep(
            DiscTree.Of(
                signature is { } signed
                    ? layout
                        .WithSignature(contents, await blobs.ReadAsync(signed, cancellationToken))
                        .Contents
                    : contents
            )
        );

        DiscTree Keep(DiscTree made) =>
            _trees.Set(key, made, new MemoryCacheEntryOptions { Size = made.Size });
    }

    /// <summary>What a lock that is not frozen yet would come to, all but the signature.</summary>
    public async Task<DiscTree> ComposeAsync(
        ReleaseLock release,
        CancellationToken cancellationToken
    ) => DiscTree.Of(await ComposeContentsAsync(release, cancellationToken));

    /// <summary>What a lock says about its image.</summary>
    public async Task<LockFacts> FactsAsync(Digest @lock, CancellationToken cancellationToken)
    {
        if (_volumes.TryGetValue(@lock, out LockFacts? facts))
        {
            return facts!;
        }

        var frozen = await locked.ReadLockAsync(@lock, cancellationToken);
        facts = new(
            frozen.VolumeId,
            frozen.Layout,
            DateTimeOffset.FromUnixTimeSeconds(frozen.Epoch),
            frozen.Components.ToDictionary(c => c.Name, c => c.Project)
        );
        return _volumes.Set(@lock, facts, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose()
    {
        _trees.Dispose();
        _volumes.Dispose();
    }

    private async Task<DiscContents> ComposeContentsAsync(
        ReleaseLock release,
        CancellationToken cancellationToken
    )
    {
        var components = await locked.ReadComponentsAsync(release, cancellationToken);
        return Layouts.Get(release.Layout).Compose(release, [.. components]);
    }
}

/// <summary>What a lock says, for showing.</summary>
/// <param name="Epoch">The time of everything on the image.</param>
/// <param name="Projects">By component.</param>
public sealed record LockFacts(
    string VolumeId,
    int Layout,
    DateTimeOffset Epoch,
    IReadOnlyDictionary<string, string> Projects
);
