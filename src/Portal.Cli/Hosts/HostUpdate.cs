using Portal.Cli.Shell;
using Portal.Packaging.Mirrors;
using Portal.Protocol.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>What an update did.</summary>
/// <param name="Looked">What the channel said, asked last.</param>
/// <param name="Installed">What is current now; null: nothing.</param>
/// <param name="Was">What was before; null: nothing.</param>
/// <param name="Image">How the new one came; null when nothing was taken.</param>
/// <param name="Removed">Versions that went, as more were here than are to be kept.</param>
/// <param name="Open">Versions that would have gone, and are open in a program.</param>
internal sealed record HostOutcome(
    ChannelLook Looked,
    KeptImage? Installed,
    KeptImage? Was,
    DownloadedImage? Image,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Open
);

/// <summary>Brings a host to what its channel says.</summary>
internal sealed class HostUpdate(
    HostSettings settings,
    ChannelReader reader,
    IReadOnlyList<Mirror> mirrors,
    TimeProvider clock
)
{
    private readonly ImageFolder _images = new(settings.Images, settings.Product);

    /// <summary>Tells of bytes while an image comes; runs the download.</summary>
    public delegate Task<DownloadedImage> Show(
        MirrorImage image,
        Func<IProgress<TransferProgress>?, Task<DownloadedImage>> download
    );

    /// <exception cref="CommandException">Nothing that can be trusted could be had; all is as it was.</exception>
    public async Task<HostOutcome> RunAsync(Show show, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Images);
        var was = _images.Current();
        var look = await reader.LookAsync(was, cancellationToken);
        if (look.Wanted is not { } wanted)
        {
            return End(look, was, was, null);
        }

        // One that is here whole already, as after a roll back, is not fetched.
        var kept = _images.Find(wanted.Version);
        var image =
            kept?.Sha256 == wanted.Sha256
                ? null
                : await show(
                    wanted,
                    progress => DownloadAsync(look.Mirror, wanted, progress, cancellationToken)
                );

        // A download takes its time: whoever halted in between is heard.
        var last = await reader.LookAsync(was, cancellationToken);
        if (last.Wanted?.Sha256 != wanted.Sha256)
        {
            return End(last, was, was, null);
        }

        if (image is null)
        {
            _images.PointTo(wanted.Version);
        }
        else
        {
            kept = new KeptImage(
                wanted.Product,
                wanted.Version,
                wanted.Sha256,
                wanted.Target.Length,
                settings.Channel,
                clock.GetUtcNow()
            );
            _images.Install(image.Part, kept, image.Extents);
        }

        _images.RemoveParts();
        return End(last, kept, was, image);
    }

    private HostOutcome End(
        ChannelLook look,
        KeptImage? installed,
        KeptImage? was,
        DownloadedImage? image
    )
    {
        var (removed, open) = _images.Prune(settings.Keep, settings.Pinned, OpenImages.Find);
        return new HostOutcome(look, installed, was, image, removed, open);
    }

    /// <summary>From the mirror that was believed, and from the others where it fails: bytes are checked, whoever sends them.</summary>
    private async Task<DownloadedImage> DownloadAsync(
        Mirror first,
        MirrorImage wanted,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var failures = new List<string>();
        foreach (var mirror in mirrors.OrderByDescending(m => m == first))
        {
            try
            {
                return await new ImageDownload(mirror, _images, clock).RunAsync(
                    wanted,
                    progress,
                    cancellationToken
                );
            }
            catch (TufException e)
            {
                failures.Add(e.Message);
            }
        }

        throw new CommandException(
            ExitCodes.Unreachable,
            "cli.host.download",
            $"{wanted.Product} {wanted.Version} could not be fetched; everything stays as it is. {string.Join(" ", failures)}"
        );
    }
}
