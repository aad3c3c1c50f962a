using Portal.Channels;
using Portal.Images;
using Portal.Packaging.Mirrors;
using Portal.Signing;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Updates;

namespace Portal.Mirrors;

/// <summary>
/// Writes what this portal serves to hosts into a tree of plain files, which a server without a portal serves. It reads the
/// published state alone, so it runs beside a portal that serves and publishes.
/// </summary>
public sealed class MirrorExport(
    UpdateTree updates,
    ImageFiles images,
    ChannelBoard board,
    ReleaseSigner signer,
    TimeProvider clock
)
{
    /// <summary>Brings the tree to what is published now.</summary>
    /// <exception cref="MirrorBusyException">Another process fills the tree.</exception>
    /// <exception cref="TufException">Nothing is published yet, it has expired, or the tree is another portal's.</exception>
    public async Task<MirrorOutcome> RunAsync(
        string folder,
        MirrorSelection selection,
        CancellationToken cancellationToken
    )
    {
        var first = Path.Combine(
            updates.Folder,
            "metadata",
            RoleName.ToFile(RoleName.Root, version: 1)
        );
        if (!File.Exists(first))
        {
            throw new TufException(
                TufFault.NotFound,
                "Nothing is published to hosts yet: start the portal, and make a channel."
            );
        }

        using var tree = MirrorTree.Open(folder);
        var limits = new UpdaterLimits();
        var source = new StoreSource(updates, images, board, signer);
        if (tree.Trust.Read(RoleName.Root, limits.RootLength) is null)
        {
            await TrustBootstrap.RunAsync(
                tree.Trust,
                // Its own: what it signed it may believe.
                TrustAnchor.OfFile(await File.ReadAllBytesAsync(first, cancellationToken)),
                source.Metadata,
                clock,
                limits,
                cancellationToken
            );
        }

        return await new MirrorFill(tree, selection, clock).RunAsync(source, cancellationToken);
    }
}
