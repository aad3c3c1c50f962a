using System.IO.Pipelines;
using Portal.Cli.Shell;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Releases;

namespace Portal.Cli.Images;

/// <summary>What a release's download folder says of its contents.</summary>
internal sealed record ReleaseParts(ReleaseLock Lock, byte[] Signature);

/// <summary>Checks a release where it is served. The image streams through and is not kept.</summary>
internal sealed class UrlVerification(
    Screen screen,
    PortalClient client,
    ReleaseAddress address,
    TrustedKeys keys,
    Checklist checks
)
{
    /// <summary>Bytes of the image; set once it was read.</summary>
    public long ImageLength { get; private set; }

    /// <returns>The parts of a rebuild; null when they are not those that were signed.</returns>
    public async Task<ReleaseParts?> RunAsync(CancellationToken cancellationToken)
    {
        var sums = await CheckSumsAsync(cancellationToken);
        var image = ReleaseFiles.Image(address.Product, address.Version);
        await CheckImageAsync(image, cancellationToken);
        FileVerification.CheckDigest(image, sums, checks);
        var parts = await CheckContentsAsync(sums, cancellationToken);
        await ReleaseStanding.CheckAsync(client, address, checks, cancellationToken);
        return parts;
    }

    private async Task<SumsFile?> CheckSumsAsync(CancellationToken cancellationToken)
    {
        var sums = await ReadAsync(ReleaseFiles.Sums, cancellationToken);
        var signature = await ReadAsync(ReleaseFiles.SumsSignature, cancellationToken);
        using var data = new MemoryStream(sums, writable: false);
        var good = await keys.CheckAsync(
            checks,
            "sums-signature",
            $"Signature of {ReleaseFiles.Sums}",
            signature,
            data,
            cancellationToken
        );
        return good ? SumsFile.TryParse(sums) : null;
    }

    private async Task CheckImageAsync(string image, CancellationToken cancellationToken)
    {
        var signature = await ReadAsync(
            ReleaseFiles.ImageSignature(address.Product, address.Version),
            cancellationToken
        );
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await ProgressView.RunAsync(
            screen,
            image,
            async progress =>
            {
                var pipe = new Pipe();
                var download = DownloadAsync(image, pipe.Writer, progress, ended.Token);
                await using (var hashed = new HashingStream(pipe.Reader.AsStream()))
                {
                    await FileVerification.SignatureOfImageAsync(
                        keys,
                        checks,
                        signature,
                        hashed,
                        cancellationToken
                    );
                    checks.ImageDigest = await hashed.FinishAsync(cancellationToken);
                    ImageLength = hashed.Position;
                }

                await download;
            }
        );
    }

    private async Task DownloadAsync(
        string image,
        PipeWriter writer,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.Downloads.CopyToAsync(
                address.Product,
                address.Version,
                image,
                writer.AsStream(leaveOpen: true),
                progress,
                cancellationToken
            );
            await writer.CompleteAsync();
        }
#pragma warning disable CA1031 // whatever ended the download ends the reading, which throws it again
        catch (Exception e)
#pragma warning restore CA1031
        {
            await writer.CompleteAsync(e);
        }
    }

    private async Task<ReleaseParts?> CheckContentsAsync(
        SumsFile? sums,
        CancellationToken cancellationToken
    )
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (
            var name in new[]
            {
                ReleaseFiles.Lock,
                ReleaseFiles.ContentsSums,
                ReleaseFiles.ContentsSignature,
            }
        )
        {
            var bytes = await ReadAsync(name, cancellationToken);
            files[name] = bytes;
            var listed =
                sums?.Sums.TryGetValue(name, out var sum) == true && sum == Digest.Of(bytes);
            if (
                !checks.Add(
                    "file-digest",
                    listed,
                    $"{name} is {(listed ? "" : "not ")}what {ReleaseFiles.Sums} says"
                )
            )
            {
                return null;
            }
        }

        var release = LockFiles.Read(files[ReleaseFiles.Lock], ReleaseFiles.Lock);
        var good = DiscSignature.Verify(
            release,
            files[ReleaseFiles.ContentsSums],
            files[ReleaseFiles.ContentsSignature]
        );
        checks.Add("contents-signature", good, "Signature of the contents by the key in the lock");
        return good ? new ReleaseParts(release, files[ReleaseFiles.ContentsSignature]) : null;
    }

    private Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) =>
        client.Downloads.ReadAsync(address.Product, address.Version, name, cancellationToken);
}
