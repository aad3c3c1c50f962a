using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Packaging.Mirrors;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Following;

/// <summary>
/// Brings an image's contents into the store: those that it lacks, as ranges of the image, each verified by its digest before it
/// enters. What came stays, so that the next attempt goes on, until the collector's grace is over.
/// </summary>
internal sealed class ContentFetch(
    IDbContextFactory<PortalDb> factory,
    BlobStore blobs,
    StagingArea staging,
    TimeProvider clock
)
{
    /// <summary>Bytes of an extents.json: 64 MiB tell of some 600,000 contents.</summary>
    private const int MaxExtents = 64 * 1024 * 1024;

    /// <summary>Bytes of metadata before the data, which come compressed: that of some million files.</summary>
    private const long MaxHead = 256 * 1024 * 1024;

    /// <summary>Bytes that are fetched before they are placed: what a kill loses at most, unless one content is longer.</summary>
    private const long Batch = 64 * 1024 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Fetches what is missing, and says what the image is made of. Nobody vouches for that but the digest of the whole.</summary>
    /// <param name="tell">Gets the bytes that came, and of how many.</param>
    /// <exception cref="TufException">It cannot be had here, or other bytes came.</exception>
    /// <exception cref="StorageFullException">There is no room for it.</exception>
    public async Task<IsoImageParts> RunAsync(
        MirrorServer server,
        MirrorImage image,
        Func<long, long, Task> tell,
        CancellationToken cancellationToken
    )
    {
        var parts = await ReadPartsAsync(server, image, cancellationToken);
        var missing = parts
            .Extents.Where(e => blobs.Length(Digest.Parse(e.ContentId)) != e.Length)
            .DistinctBy(e => e.ContentId)
            .ToList();
        var total = missing.Sum(e => e.Length);
        if (!staging.HasRoomFor(total))
        {
            throw new StorageFullException();
        }

        var done = 0L;
        foreach (var span in ExtentRanges.Of(missing, Batch))
        {
            await tell(done, total);
            await FetchAsync(server, image, span, cancellationToken);
            done += span.Sum(e => e.Length);
        }

        return parts;
    }

    private async Task<IsoImageParts> ReadPartsAsync(
        MirrorServer server,
        MirrorImage image,
        CancellationToken cancellationToken
    )
    {
        var path = MirrorPaths.Release(image.Product, image.Version, ReleaseFiles.Extents);
        await using var source =
            await server.OpenAsync(path, 0, null, cancellationToken)
            ?? throw new TufException(TufFault.NotFound, $"{path} is not there.");
        var json = await BoundedCopy.ReadAsync(
            source,
            MaxExtents,
            path,
            Silence,
            clock,
            cancellationToken
        );
        try
        {
            return
                ExtentsFile.ReadParts(json, Math.Min(MaxHead, image.Target.Length)) is { } parts
                && parts.Length == image.Target.Length
                ? parts
                : throw new TufException(
                    TufFault.HashMismatch,
                    $"{path} speaks of another image than the channel points to."
                );
        }
        catch (JsonException e)
        {
            throw new TufException(TufFault.Malformed, $"{path}: {e.Message}", e);
        }
    }

    private async Task FetchAsync(
        MirrorServer server,
        MirrorImage image,
        IReadOnlyList<IsoExtent> span,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (span[0].Offset, span[^1].End);
        Stream? opened;
        try
        {
            opened = await server.OpenAsync(image.Path, from, to - from, cancellationToken);
        }
        catch (NotSupportedException e)
        {
            throw new TufException(TufFault.Unavailable, e.Message, e);
        }

        await using var source =
            opened ?? throw new TufException(TufFault.NotFound, $"{image.Path} is not there.");
        await using var staged = staging.Open();
        await using var contents = new SpanContents(image.Path, span, staged);
        try
        {
            await BoundedCopy.RunAsync(
                source,
                to - from,
                image.Path,
                block => contents.TakeAsync(block, cancellationToken),
                Silence,
                clock,
                cancellationToken
            );
        }
        finally
        {
            // Also of a transfer that broke off: what is whole is good.
            await PlaceAsync(contents.Whole, CancellationToken.None);
        }

        if (contents.Whole.Count < span.Count)
        {
            throw new TufException(
                TufFault.Unavailable,
                $"{image.Path} broke off. What came is kept."
            );
        }
    }

    private async Task PlaceAsync(
        IReadOnlyCollection<StagedBlob> whole,
        CancellationToken cancellationToken
    )
    {
        if (whole.Count == 0)
        {
            return;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var placement = await blobs.PlaceAsync(db, whole, cancellationToken);
        await placement.CompleteAsync(cancellationToken);
    }

    /// <summary>Cuts a span of an image into its contents, and lets none pass that is not what it was called.</summary>
    private sealed class SpanContents(
        string name,
        IReadOnlyList<IsoExtent> span,
        StagedUpload staged
    ) : IAsyncDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(
            HashAlgorithmName.SHA256
        );
        private readonly List<StagedBlob> _whole = [];
        private long _at = span[0].Offset;
        private FileStream? _file;

        public IReadOnlyList<StagedBlob> Whole => _whole;

        public async ValueTask TakeAsync(
            ReadOnlyMemory<byte> block,
            CancellationToken cancellationToken
        )
        {
            while (!block.IsEmpty)
            {
                var extent = span[_whole.Count];
                var isBetween = _at < extent.Offset;
                var part = block[
                    ..(int)Math.Min(block.Length, (isBetween ? extent.Offset : extent.End) - _at)
                ];
                block = block[part.Length..];
                _at += part.Length;
                if (isBetween)
                {
                    continue;
                }

                _file ??= staged.CreateFile(extent.Length);
                _hash.AppendData(part.Span);
                await _file.WriteAsync(part, cancellationToken);
                if (_at == extent.End)
                {
                    await KeepAsync(extent);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _hash.Dispose();
            if (_file is not null)
            {
                await _file.DisposeAsync();
            }
        }

        private async Task KeepAsync(IsoExtent extent)
        {
            var digest = Digest.FromHash(_hash.GetHashAndReset());
            if (digest.Hex != extent.ContentId)
            {
                throw new TufException(
                    TufFault.HashMismatch,
                    $"{name}: the bytes at {extent.Offset} are not the content {extent.ContentId}."
                );
            }

            _whole.Add(staged.Keep(_file!, digest, extent.Length));
            await _file!.DisposeAsync();
            _file = null;
        }
    }
}
