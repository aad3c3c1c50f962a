using System.Security.Cryptography;
using Portal.Packaging.Mirrors;
using Portal.Protocol.Client;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>A whole image, on the disk and verified, that has no name yet.</summary>
/// <param name="Part">The file.</param>
/// <param name="Extents">Where which content lies in it; null when that is not known.</param>
/// <param name="Fetched">Bytes that came over the network in this run.</param>
/// <param name="Reused">Bytes of contents that were taken from images that are here.</param>
internal sealed record DownloadedImage(string Part, byte[]? Extents, long Fetched, long Reused);

/// <summary>
/// Brings an image to the disk: only what older images here lack, where the mirror tells how contents lie, and otherwise the
/// whole, from where it was cut off. What counts at the end is the digest of the whole.
/// </summary>
internal sealed class ImageDownload(Mirror mirror, IImageShelf shelf, TimeProvider clock)
{
    private const int BufferSize = 1024 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <exception cref="TufException">It cannot be had from this mirror, or is not what was promised. What came is kept where it may be of use.</exception>
    public async Task<DownloadedImage> RunAsync(
        MirrorImage image,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var whole = shelf.Part(image.Version, image.Sha256, "whole");
        if (!File.Exists(whole))
        {
            var delta = new DeltaDownload(mirror, shelf, clock);
            if (
                await delta.PlanAsync(image, cancellationToken) is { } plan
                && await delta.RunAsync(image, plan, progress, cancellationToken) is { } made
            )
            {
                if (await IsAsync(image, made.Part, cancellationToken))
                {
                    return made;
                }

                // What was told of the extents, or an image here, is not what it was: the whole then.
                File.Delete(made.Part);
            }
        }

        var fetched = await FetchWholeAsync(image, whole, progress, cancellationToken);
        return new DownloadedImage(whole, null, fetched, 0);
    }

    private async Task<long> FetchWholeAsync(
        MirrorImage image,
        string part,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var fetched = 0L;
        while (true)
        {
            long have;
            await using (
                var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite)
            )
            {
                if (file.Length > image.Target.Length)
                {
                    file.SetLength(0);
                }

                have = file.Seek(0, SeekOrigin.End);
                if (have < image.Target.Length)
                {
                    fetched += await AppendAsync(image, file, progress, cancellationToken);
                }

                file.Flush(flushToDisk: true);
            }

            if (await IsAsync(image, part, cancellationToken))
            {
                return fetched;
            }

            if (new FileInfo(part).Length < image.Target.Length)
            {
                throw new TufException(
                    TufFault.Unavailable,
                    $"{mirror.Address}: {image.Path} broke off. What came is kept."
                );
            }

            File.Delete(part);
            if (have == 0)
            {
                throw new TufException(
                    TufFault.HashMismatch,
                    $"{mirror.Address}: {image.Path} has other bytes than metadata promises."
                );
            }
            // What was there from before may have been at fault: once more, all of it.
        }
    }

    private async Task<long> AppendAsync(
        MirrorImage image,
        FileStream file,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        Stream? opened;
        try
        {
            opened = await mirror.OpenAsync(image.Path, file.Position, null, cancellationToken);
        }
        catch (NotSupportedException)
        {
            file.SetLength(0);
            opened = await mirror.OpenAsync(image.Path, 0, null, cancellationToken);
        }

        var before = file.Position;
        await using var source =
            opened
            ?? throw new TufException(
                TufFault.NotFound,
                $"{mirror.Address}: {image.Path} is not there."
            );
        await BoundedCopy.RunAsync(
            source,
            image.Target.Length - before,
            image.Path,
            async block =>
            {
                await file.WriteAsync(block, cancellationToken);
                progress?.Report(new TransferProgress(file.Position, image.Target.Length));
            },
            Silence,
            clock,
            cancellationToken
        );
        return file.Position - before;
    }

    private static async Task<bool> IsAsync(
        MirrorImage image,
        string part,
        CancellationToken cancellationToken
    )
    {
        await using var file = new FileStream(
            part,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            BufferSize
        );
        return file.Length == image.Target.Length
            && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken))
                == image.Sha256.Hex;
    }
}
