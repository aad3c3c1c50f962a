using System.Security.Cryptography;
using System.Text;
using Portal.Channels;
using Portal.Images;
using Portal.Packaging.Mirrors;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Signing;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Updates;

namespace Portal.Mirrors;

/// <summary>The portal's own store, as it serves it: what an export takes from it is what a mirror fetches.</summary>
internal sealed class StoreSource(
    UpdateTree updates,
    ImageFiles images,
    ChannelBoard board,
    ReleaseSigner signer
) : IMirrorSource
{
    private const int BufferSize = 1024 * 1024;

    public string Name => updates.Folder;

    public IFetcher Metadata => new FolderFetcher(Path.Combine(updates.Folder, "metadata"));

    public IFetcher Targets => new FolderFetcher(Path.Combine(updates.Folder, "targets"));

    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken) =>
        path == MirrorPaths.OpenPgp ? Text(await signer.ReadPublicKeysAsync(cancellationToken))
        : path.Split('/') is not [MirrorPaths.Downloads, var product, var folder, var file] ? null
        : Names.IsReleaseVersion(folder)
            ? await ReleaseAsync(product, folder, file, cancellationToken)
        : await ChannelAsync(product, folder, file, cancellationToken);

    public async Task<BroughtImage> BringAsync(
        MirrorTree tree,
        MirrorImage image,
        CancellationToken cancellationToken
    )
    {
        // An image is stored nowhere as one file: it is read from what it is made of.
        var source =
            await ReleaseAsync(
                image.Product,
                image.Version,
                ReleaseFiles.Image(image.Product, image.Version),
                cancellationToken
            )
            ?? throw new TufException(
                TufFault.NotFound,
                $"The store has no image of {image.Product} {image.Version}."
            );
        var name = tree.NewFile();
        await using (source)
        await using (var file = new FileStream(name, FileMode.CreateNew, FileAccess.Write))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferSize];
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            if (
                file.Length != image.Target.Length
                || Convert.ToHexStringLower(hash.GetHashAndReset()) != image.Sha256.Hex
            )
            {
                throw new TufException(
                    TufFault.HashMismatch,
                    $"The image of {image.Product} {image.Version} is not what was published. Run: portal doctor --deep"
                );
            }

            file.Flush(flushToDisk: true);
        }

        return new BroughtImage(name, null, image.Target.Length, 0);
    }

    private async Task<Stream?> ReleaseAsync(
        string product,
        string version,
        string name,
        CancellationToken cancellationToken
    ) =>
        (await images.ListAsync(product, version, cancellationToken)).TryGet(out var listed, out _)
        && listed.Files.FirstOrDefault(f => f.Name == name) is { } file
            ? await file.Open(cancellationToken)
            : null;

    private async Task<Stream?> ChannelAsync(
        string product,
        string channel,
        string file,
        CancellationToken cancellationToken
    )
    {
        if (
            await board.FindAsync(product, channel, cancellationToken)
            is not { HandedOut: not null } view
        )
        {
            return null;
        }

        var signed = view.Channel.SignedPointer;
        return file switch
        {
            ChannelFiles.Release => Text(signed.Text),
            ChannelFiles.ReleaseSignature => Text(signed.Signature),
            _ => null,
        };
    }

    private static MemoryStream? Text(string? text) =>
        text is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
}
