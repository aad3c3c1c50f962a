using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portal.Blobs;
using Portal.Data;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Images;

/// <summary>One file of a release's download folder.</summary>
/// <param name="Sha256">Of its bytes; also its entity tag.</param>
/// <param name="Open">Seekable; the caller disposes it.</param>
public sealed record DownloadFile(
    string Name,
    long Length,
    Digest Sha256,
    DateTimeOffset ModifiedAt,
    Func<CancellationToken, Task<Stream>> Open
);

/// <summary>What of a release can be downloaded; nothing here writes.</summary>
public sealed class ImageFiles(IDbContextFactory<PortalDb> factory, BlobStore blobs) : IDisposable
{
    /// <summary>Heads are kept in memory by the image's digest, at most so many bytes of them together.</summary>
    private const long CacheBytes = 64 * 1024 * 1024;

    private readonly MemoryCache _parts = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    /// <summary>The release's files in the order of its index; an error when it has none or was removed.</summary>
    public async Task<Result<(Release Release, IReadOnlyList<DownloadFile> Files)>> ListAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var release = await db.Releases()
            .SingleOrDefaultAsync(
                r => r.Product == product && r.Version == version,
                cancellationToken
            );
        if (release is null)
        {
            return ReleaseErrors.NotFound.With($"There is no release {version} of '{product}'.");
        }

        if (release.State == ReleaseStates.Removed)
        {
            return ReleaseErrors.Removed.With($"{product} {version} was removed: {release.Reason}");
        }

        var image = await db.Images()
            .SingleOrDefaultAsync(i => i.ReleaseId == release.Id, cancellationToken);
        if (image is not { IsAssembled: true })
        {
            return ReleaseErrors.NotAssembled.With($"{product} {version} is {release.State}.");
        }

        return (release, Files(release, image));
    }

    /// <summary>The images of those releases that have one, by release.</summary>
    public async Task<IReadOnlyDictionary<Guid, Image>> FindImagesAsync(
        IReadOnlyCollection<Guid> releases,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Images()
            .Where(i => releases.Contains(i.ReleaseId) && i.IsAssembled)
            .ToDictionaryAsync(i => i.ReleaseId, cancellationToken);
    }

    /// <summary>What lies on the image of a release, by the image itself; null when it has none.</summary>
    /// <exception cref="InvalidDataException">The store holds something else than was verified.</exception>
    /// <exception cref="FileNotFoundException">The store has lost some of it.</exception>
    internal async Task<DiscListing?> FindDiscAsync(
        Release release,
        CancellationToken cancellationToken
    )
    {
        var found = await FindImagesAsync([release.Id], cancellationToken);
        if (!found.TryGetValue(release.Id, out var image))
        {
            return null;
        }

        try
        {
            return DiscListing.Read(await PartsAsync(image, cancellationToken), blobs);
        }
        catch (Exception e) when (e is IsoException or IsoFormatException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public void Dispose() => _parts.Dispose();

    private List<DownloadFile> Files(Release release, Image image)
    {
        var at = release.ReadyAt ?? release.CreatedAt;
        return
        [
            new(
                ReleaseFiles.Image(release.Product, release.Version),
                image.Length,
                image.Sha256!.Value,
                at,
                cancellationToken => OpenImageAsync(image, cancellationToken)
            ),
            OfBlob(
                ReleaseFiles.ImageSignature(release.Product, release.Version),
                image.Signature!.Value,
                at
            ),
            OfBlob(ReleaseFiles.Sums, image.Checksums!.Value, at),
            OfBlob(ReleaseFiles.SumsSignature, image.ChecksumsSignature!.Value, at),
            OfBlob(ReleaseFiles.Lock, release.Lock, at),
            OfBlob(ReleaseFiles.Extents, image.Extents!.Value, at),
            OfBlob(ReleaseFiles.ContentsSums, image.Contents, at),
            OfBlob(ReleaseFiles.ContentsSignature, image.ContentsSignature, at),
        ];
    }

    private DownloadFile OfBlob(string name, Digest digest, DateTimeOffset at) =>
        new(
            name,
            blobs.Length(digest) ?? 0,
            digest,
            at,
            _ => Task.FromResult(blobs.OpenStream(digest))
        );

    private async Task<Stream> OpenImageAsync(Image image, CancellationToken cancellationToken)
    {
        var parts = await PartsAsync(image, cancellationToken);
        return new VirtualIso(parts, contentId => blobs.Open(Digest.Parse(contentId))).OpenStream(
            ownsImage: true
        );
    }

    private async Task<IsoImageParts> PartsAsync(Image image, CancellationToken cancellationToken)
    {
        var key = image.Sha256!.Value;
        if (_parts.TryGetValue(key, out IsoImageParts? parts))
        {
            return parts!;
        }

        var head = await blobs.ReadAsync(image.Head!.Value, cancellationToken);
        var tail = await blobs.ReadAsync(image.Tail!.Value, cancellationToken);
        var (length, extents) = ExtentsFile.Read(
            await blobs.ReadAsync(image.Extents!.Value, cancellationToken)
        );
        parts = new IsoImageParts(head, extents, tail, length);
        return _parts.Set(
            key,
            parts,
            new MemoryCacheEntryOptions { Size = head.Length + tail.Length + 128L * extents.Count }
        );
    }
}
