using Portal.Protocol;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// Brings a tree to what its source has published: bytes of targets, what belongs to releases, roles, snapshot, timestamp, in
/// this order; then what is outside of the update repository. Killed anywhere, everything that the tree's timestamp leads to is
/// there. What nothing leads to any more goes a grace time later.
/// </summary>
public sealed class MirrorFill(MirrorTree tree, MirrorSelection selection, TimeProvider clock)
{
    /// <summary>Bytes of a target that is no image: a pointer names two releases, with some words.</summary>
    private const int MaxSmall = 1024 * 1024;

    private const string Settled = "settled";

    private readonly UpdaterLimits _limits = new();
    private readonly SortedSet<string> _reached = new(StringComparer.Ordinal);
    private readonly MirrorChannels _found = new(selection);
    private long _fetched;
    private long _reused;

    /// <summary>Fills the tree. For one run: the next one is another.</summary>
    /// <exception cref="TufException">Refused, or not to be had. What was fetched is kept; the tree is as it was.</exception>
    public async Task<MirrorOutcome> RunAsync(
        IMirrorSource source,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        using var updater = new Updater(tree.Trust, source.Metadata, clock, _limits);
        await updater.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (!updater.Trusted.Root.ConsistentSnapshot)
        {
            throw new TufException(
                TufFault.Refused,
                "Only a repository with consistent snapshots can be mirrored."
            );
        }

        var channels = await _found.FindAsync(updater, cancellationToken).ConfigureAwait(false);
        var pointers = new MirrorPointers(tree, source, clock);
        var mark =
            $"{selection.Fingerprint} {Digest.Of(Trusted(RoleName.Timestamp, _limits.TimestampLength))}";
        if (IsSettled(mark))
        {
            var isChanged = false;
            foreach (var channel in channels.Where(pointers.IsDue))
            {
                var brought = await pointers
                    .BringAsync(channel, cancellationToken)
                    .ConfigureAwait(false);
                isChanged |= brought.IsChanged;
                _reached.UnionWith(brought.Files);
            }

            if (isChanged)
            {
                Settle(mark);
            }

            return Outcome(isChanged, updater, []);
        }

        foreach (var channel in channels)
        {
            await TargetsAsync(updater, source, channel, cancellationToken).ConfigureAwait(false);
        }

        await PublishAsync(updater, source, channels, cancellationToken).ConfigureAwait(false);
        foreach (var channel in channels)
        {
            var brought = await pointers
                .BringAsync(channel, cancellationToken)
                .ConfigureAwait(false);
            _reached.UnionWith(brought.Files);
        }

        if (
            await pointers
                .ReadAsync(MirrorPaths.OpenPgp, cancellationToken)
                .ConfigureAwait(false) is
            { } keys
        )
        {
            tree.Write(MirrorPaths.OpenPgp, keys);
            _reached.Add(MirrorPaths.OpenPgp);
        }

        var removed = new MirrorPruning(tree, selection, clock).Run(_reached);
        tree.ClearParts();
        Settle(mark);
        return Outcome(true, updater, removed);
    }

    /// <summary>True when a whole filling ended with this, and nothing of it went since.</summary>
    private bool IsSettled(string mark)
    {
        if (
            tree.ReadNote(Settled)?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                is not [var before, .. var files]
            || before != mark
            || !files.All(tree.Has)
        )
        {
            return false;
        }

        _reached.UnionWith(files);
        return true;
    }

    private void Settle(string mark) =>
        tree.WriteNote(Settled, string.Concat(_reached.Prepend(mark).Select(line => line + "\n")));

    private async Task TargetsAsync(
        Updater updater,
        IMirrorSource source,
        MirrorChannel channel,
        CancellationToken cancellationToken
    )
    {
        var releases = new MirrorReleases(tree, source, clock);
        foreach (var file in channel.Files())
        {
            var path = MirrorPaths.Target(file.HashedPath);
            _reached.Add(path);
            if (channel.VersionOf(file) is { } version)
            {
                var image = new MirrorImage(
                    channel.Product,
                    version,
                    Digest.Parse(file.Hashes.Prefix),
                    path,
                    file
                );
                var (fetched, reused) = await releases
                    .BringAsync(image, cancellationToken)
                    .ConfigureAwait(false);
                (_fetched, _reused) = (_fetched + fetched, _reused + reused);
                _reached.UnionWith(MirrorReleases.FilesOf(channel.Product, version));
            }
            else if (!tree.Has(path, file.Length))
            {
                tree.Write(
                    path,
                    await updater
                        .ReadAsync(file.Path, source.Targets, MaxSmall, cancellationToken)
                        .ConfigureAwait(false)
                        ?? throw new TufException(TufFault.NotFound, $"Nobody vouches for {path}.")
                );
            }
        }
    }

    private async Task PublishAsync(
        Updater updater,
        IMirrorSource source,
        IReadOnlyList<MirrorChannel> channels,
        CancellationToken cancellationToken
    )
    {
        var roots = await new MirrorRoots(tree, source.Metadata, _limits, clock)
            .ReadAsync(Trusted(RoleName.Root, _limits.RootLength), cancellationToken)
            .ConfigureAwait(false);
        foreach (
            var role in channels
                .Select(c => c.Role)
                .Append(UpdateRoles.Rollout)
                .Append(RoleName.Targets)
        )
        {
            WriteRole(role, updater.Trusted.MetaOf(role).Version, _limits.TargetsLength);
        }

        var timestamp = updater.Trusted.Timestamp!;
        WriteRole(RoleName.Snapshot, timestamp.Snapshot.Version, _limits.SnapshotLength);
        roots.Publish(
            Trusted(RoleName.Timestamp, _limits.TimestampLength),
            Trusted(RoleName.Snapshot, _limits.SnapshotLength),
            Trusted(RoleName.Targets, _limits.TargetsLength)
        );
        _reached.UnionWith(roots.Files);
    }

    private void WriteRole(string role, long version, int most)
    {
        var path = MirrorPaths.Role(role, version);
        tree.Write(path, Trusted(role, most));
        _reached.Add(path);
    }

    /// <summary>A metadata file as it was accepted.</summary>
    private byte[] Trusted(string role, int most) =>
        tree.Trust.Read(role, most)
        ?? throw new TufException(TufFault.NotFound, $"{role} was trusted and is gone.");

    private MirrorOutcome Outcome(bool isChanged, Updater updater, IReadOnlyList<string> removed) =>
        new(
            isChanged,
            [.. _found.Names],
            [.. _found.Releases],
            _fetched,
            _reused,
            removed,
            _found.Notes,
            updater.Trusted.Timestamp!.Expires,
            [.. _reached]
        );
}
