using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// The row of roots, and the moment at which a tree says something else. Every root is kept: whoever was away for long
/// follows them one by one.
/// </summary>
internal sealed class MirrorRoots(
    MirrorTree tree,
    IFetcher metadata,
    UpdaterLimits limits,
    TimeProvider clock
)
{
    private readonly List<byte[]> _row = [];
    private Root? _newest;
    private Root? _before;

    /// <summary>In the tree after <see cref="Publish"/>.</summary>
    public IEnumerable<string> Files =>
        Enumerable
            .Range(1, _row.Count)
            .Select(version => MirrorPaths.Role(RoleName.Root, version))
            .Append(MirrorPaths.Role(RoleName.Timestamp, null));

    /// <summary>Reads the row from its beginning to the root that is trusted; what the tree lacks is fetched.</summary>
    /// <exception cref="TufException">One is missing, or has not signed for the next.</exception>
    public async Task<MirrorRoots> ReadAsync(byte[] trusted, CancellationToken cancellationToken)
    {
        var last = SignedFiles.ReadRoot(trusted).Content.Version;
        TrustedMetadata? chain = null;
        for (var version = 1L; version <= last; version++)
        {
            var path = MirrorPaths.Role(RoleName.Root, version);
            var isHere = tree.Read(path) is { };
            var file =
                version == last
                    ? trusted
                    : tree.Read(path)
                        ?? await FetchAsync(version, cancellationToken).ConfigureAwait(false);
            if (chain is null)
            {
                chain = new TrustedMetadata(file, clock.GetUtcNow());
            }
            else
            {
                chain.UpdateRoot(file);
            }

            if (chain.Root.Version != version)
            {
                throw new TufException(
                    TufFault.VersionMismatch,
                    $"{RoleName.ToFile(RoleName.Root, version)} says that it is version {chain.Root.Version}."
                );
            }

            _row.Add(file);
            _before = isHere ? chain.Root : _before;
        }

        _newest = chain!.Root;
        return this;
    }

    /// <summary>
    /// Puts new roots and the timestamp into the tree. Where what is signed now also holds under the root that the tree has, the
    /// timestamp goes first, and there is no moment in which the two do not go together. Otherwise the root goes first, and a
    /// client that comes between the two refuses and tries again.
    /// </summary>
    public void Publish(byte[] timestamp, byte[] snapshot, byte[] targets)
    {
        var path = MirrorPaths.Role(RoleName.Timestamp, null);
        if (
            _before is { } before
            && before.Version < _newest!.Version
            && Holds(before, timestamp, snapshot, targets)
        )
        {
            tree.Write(path, timestamp);
            WriteRoots();
        }
        else
        {
            WriteRoots();
            tree.Write(path, timestamp);
        }
    }

    private void WriteRoots()
    {
        for (var i = 0; i < _row.Count; i++)
        {
            tree.Write(MirrorPaths.Role(RoleName.Root, i + 1), _row[i]);
        }
    }

    private static bool Holds(Root root, byte[] timestamp, byte[] snapshot, byte[] targets)
    {
        try
        {
            SignedFiles.ReadTimestamp(timestamp).Verify(root, RoleName.Timestamp);
            SignedFiles.ReadSnapshot(snapshot).Verify(root, RoleName.Snapshot);
            SignedFiles.ReadTargets(targets).Verify(root, RoleName.Targets);
            return true;
        }
        catch (TufException)
        {
            return false;
        }
    }

    private async Task<byte[]> FetchAsync(long version, CancellationToken cancellationToken)
    {
        var name = RoleName.ToFile(RoleName.Root, version);
        var stream =
            await metadata.OpenAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new TufException(TufFault.NotFound, $"{name} is not there.");
        await using (stream.ConfigureAwait(false))
        {
            return await BoundedCopy
                .ReadAsync(
                    stream,
                    limits.RootLength,
                    name,
                    limits.Silence,
                    clock,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }
}
