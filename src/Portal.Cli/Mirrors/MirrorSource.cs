using Portal.Cli.Hosts;
using Portal.Cli.Shell;
using Portal.Packaging.Mirrors;
using Portal.Trust.Tuf.Client;

namespace Portal.Cli.Mirrors;

/// <summary>Another's tree, of which images come as hosts fetch them: what older ones here lack, and resumed.</summary>
internal sealed class MirrorSource(Mirror mirror, Screen screen, TimeProvider clock) : IMirrorSource
{
    public string Name => mirror.Address;

    public IFetcher Metadata => mirror.Metadata;

    public IFetcher Targets => mirror.Targets;

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken) =>
        mirror.OpenAsync(path, 0, null, cancellationToken);

    public async Task<BroughtImage> BringAsync(
        MirrorTree tree,
        MirrorImage image,
        CancellationToken cancellationToken
    )
    {
        var download = new ImageDownload(mirror, new MirrorImages(tree, image.Product), clock);
        var made = await ProgressView.RunAsync(
            screen,
            $"{image.Product} {image.Version}",
            progress => download.RunAsync(image, progress, cancellationToken)
        );
        return new BroughtImage(made.Part, made.Extents, made.Fetched, made.Reused);
    }
}
