using System.Text.Json;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Packaging.Mirrors;
using Portal.Protocol.Client;
using Portal.Protocol.Releases;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>What is told of an image's extents, by nobody in particular: the digest of the whole decides.</summary>
internal sealed record DeltaPlan(IsoImageParts Parts, byte[] File);

/// <summary>
/// Makes an image of its head, of contents that older images here have, and of ranges of the mirror's. What a run that was
/// cut off left is looked at again, content by content, and kept where it is right.
/// </summary>
internal sealed class DeltaDownload(Mirror mirror, IImageShelf shelf, TimeProvider clock)
{
    /// <summary>Bytes of an extents.json: 64 MiB tell of some 600,000 contents.</summary>
    private const int MaxExtents = 64 * 1024 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Null where the mirror does not tell, or tells of another image.</summary>
    public async Task<DeltaPlan?> PlanAsync(MirrorImage image, CancellationToken cancellationToken)
    {
        try
        {
            var path = $"download/{image.Product}/{image.Version}/{ReleaseFiles.Extents}";
            var source = await mirror.OpenAsync(path, 0, null, cancellationToken);
            if (source is null)
            {
                return null;
            }

            await using (source)
            {
                var bytes = await BoundedCopy.ReadAsync(
                    source,
                    MaxExtents,
                    path,
                    Silence,
                    clock,
                    cancellationToken
                );
                return
                    ExtentsFile.ReadParts(bytes) is { } parts && parts.Length == image.Target.Length
                    ? new DeltaPlan(parts, bytes)
                    : null;
            }
        }
        catch (Exception e) when (e is TufException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when the mirror serves no ranges.</summary>
    public async Task<DownloadedImage?> RunAsync(
        MirrorImage image,
        DeltaPlan plan,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var part = shelf.Part(image.Version, image.Sha256, "delta");
        var isNew = !File.Exists(part);
        var (fetched, reused) = (0L, 0L);
        await using (var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            // Sparse: what nobody writes is zeros, as it is in an image.
            file.SetLength(image.Target.Length);
            var here = ContentsHere();
            var missing = new List<IsoExtent>();
            foreach (var extent in plan.Parts.Extents)
            {
                if (!isNew && await ExtentCopy.HoldsAsync(file, extent, cancellationToken))
                {
                    continue;
                }

                if (
                    here.TryGetValue(extent.ContentId, out var place)
                    && await ExtentCopy.RunAsync(place, file, extent, cancellationToken)
                )
                {
                    reused += extent.Length;
                    continue;
                }

                missing.Add(extent);
            }

            await RandomAccess.WriteAsync(
                file.SafeFileHandle,
                plan.Parts.Head,
                0,
                cancellationToken
            );
            var total = missing.Sum(e => e.Length);
            foreach (var span in ExtentRanges.Of(missing))
            {
                var (from, to) = (span[0].Offset, span[^1].End);
                if (!await FetchAsync(image, file, from, to, cancellationToken))
                {
                    return null;
                }

                fetched += to - from;
                progress?.Report(new TransferProgress(Math.Min(fetched, total), total));
            }

            file.Flush(flushToDisk: true);
        }

        return new DownloadedImage(part, plan.File, fetched + plan.File.Length, reused);
    }

    /// <summary>Where each content lies in images that are here.</summary>
    private Dictionary<string, (string File, long Offset)> ContentsHere()
    {
        var places = new Dictionary<string, (string, long)>(StringComparer.Ordinal);
        foreach (var (file, json) in shelf.Images())
        {
            try
            {
                foreach (var extent in ExtentsFile.Read(json).Extents)
                {
                    places.TryAdd(extent.ContentId, (file, extent.Offset));
                }
            }
            catch (JsonException)
            {
                // Then that image is no source; nothing else hangs on it.
            }
        }

        return places;
    }

    private async Task<bool> FetchAsync(
        MirrorImage image,
        FileStream file,
        long from,
        long to,
        CancellationToken cancellationToken
    )
    {
        Stream? source;
        try
        {
            source = await mirror.OpenAsync(image.Path, from, to - from, cancellationToken);
        }
        catch (NotSupportedException)
        {
            return false;
        }

        if (source is null)
        {
            throw new TufException(
                TufFault.NotFound,
                $"{mirror.Address}: {image.Path} is not there."
            );
        }

        await using (source)
        {
            var at = from;
            await BoundedCopy.RunAsync(
                source,
                to - from,
                $"{mirror.Address}: {image.Path}",
                async block =>
                {
                    await RandomAccess.WriteAsync(
                        file.SafeFileHandle,
                        block,
                        at,
                        cancellationToken
                    );
                    at += block.Length;
                },
                Silence,
                clock,
                cancellationToken
            );
            return at == to
                ? true
                : throw new TufException(
                    TufFault.Unavailable,
                    $"{mirror.Address}: {image.Path} broke off at {at}. What came is kept."
                );
        }
    }
}
