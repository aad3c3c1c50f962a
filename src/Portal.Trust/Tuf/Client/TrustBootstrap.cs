using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Puts the first root into a store, by a <see cref="TrustAnchor"/>.</summary>
public static class TrustBootstrap
{
    /// <summary>Begins to trust. A store that trusts another root already is left as it is.</summary>
    /// <param name="store">Where the root is kept.</param>
    /// <param name="anchor">What is believed.</param>
    /// <param name="metadata">Asked only where keys are pinned: 1.root.json, 2.root.json and so on.</param>
    /// <param name="clock">For silence.</param>
    /// <param name="limits">What is put up with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TufException"><see cref="TufFault.NoTrust"/>, or the root is refused.</exception>
    public static async Task RunAsync(
        TrustStore store,
        TrustAnchor anchor,
        IFetcher metadata,
        TimeProvider clock,
        UpdaterLimits limits,
        CancellationToken cancellationToken
    )
    {
        var root = anchor switch
        {
            TrustAnchor.FileAnchor file => file.Root.ToArray(),
            TrustAnchor.KeyAnchor keys => await FindAsync(
                    keys,
                    new MetadataSource(metadata, limits, clock),
                    limits,
                    cancellationToken
                )
                .ConfigureAwait(false),
            _ => throw new ArgumentException("Unknown anchor.", nameof(anchor)),
        };
        // Signed by its own keys up to its own threshold, or it is none.
        _ = new TrustedMetadata(root, clock.GetUtcNow());
        using (store.Lock())
        {
            if (
                store.Read(RoleName.Root, limits.RootLength) is { } kept
                && !root.AsSpan().SequenceEqual(kept)
            )
            {
                throw new TufException(
                    TufFault.NoTrust,
                    "Another root is trusted here already. Remove the folder to begin anew."
                );
            }

            store.Write(RoleName.Root, root);
        }
    }

    private static async Task<byte[]> FindAsync(
        TrustAnchor.KeyAnchor keys,
        MetadataSource source,
        UpdaterLimits limits,
        CancellationToken cancellationToken
    )
    {
        for (var version = 1; version <= limits.RootRotations; version++)
        {
            var file = await source
                .TryFetchAsync(RoleName.Root, version, limits.RootLength, cancellationToken)
                .ConfigureAwait(false);
            if (file is null)
            {
                break;
            }

            var root = SignedFiles.ReadRoot(file);
            if (keys.Accepts(root) && root.Content.Version == version)
            {
                return file;
            }
        }

        throw new TufException(
            TufFault.NoTrust,
            $"No root of this repository is signed by the pinned key {string.Join(", ", keys.KeyIds)}."
        );
    }
}
