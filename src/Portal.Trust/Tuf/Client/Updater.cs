using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>
/// One update of a client (5.1 to 5.7): the I/O around <see cref="TrustedMetadata"/>. It fetches root, timestamp, snapshot
/// and targets in that order, keeps each as soon as it is trusted, and finds and downloads targets. For one update and one
/// thread: the next update is another one, with another moment to judge expiry by.
/// </summary>
public sealed class Updater : IDisposable
{
    private readonly TrustStore _store;
    private readonly MetadataSource _source;
    private readonly TimeProvider _clock;
    private readonly UpdaterLimits _limits;
    private readonly IDisposable _lock;
    private readonly TrustedMetadata _trusted;
    private bool _refreshed;

    /// <param name="store">What was trusted before. It is held until this is disposed.</param>
    /// <param name="metadata">Where metadata comes from.</param>
    /// <param name="clock">Its time is read once, here.</param>
    /// <param name="limits">What is put up with.</param>
    /// <exception cref="TufException">There is no trust anchor, or the store's root is damaged.</exception>
    public Updater(
        TrustStore store,
        IFetcher metadata,
        TimeProvider clock,
        UpdaterLimits? limits = null
    )
    {
        _store = store;
        _clock = clock;
        _limits = limits ?? new UpdaterLimits();
        _source = new MetadataSource(metadata, _limits, clock);
        _lock = store.Lock();
        try
        {
            _trusted = new TrustedMetadata(
                store.Read(RoleName.Root, _limits.RootLength)
                    ?? throw new TufException(
                        TufFault.NoTrust,
                        "There is no trusted root yet: give a root file or the id of a root key first."
                    ),
                clock.GetUtcNow()
            );
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>What is trusted so far.</summary>
    public TrustedMetadata Trusted => _trusted;

    /// <summary>Brings the four top-level roles up to date. Done once; later calls do nothing.</summary>
    /// <exception cref="TufException">Refused or not reached. What was trusted before the refused one is kept.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_refreshed)
        {
            return;
        }

        await LoadRootAsync(cancellationToken).ConfigureAwait(false);
        await LoadTimestampAsync(cancellationToken).ConfigureAwait(false);
        await LoadSnapshotAsync(cancellationToken).ConfigureAwait(false);
        await LoadTargetsAsync(
                new DelegationWalk.Step(RoleName.Targets, RoleName.Root, RoleName.Root),
                cancellationToken
            )
            .ConfigureAwait(false);
        _refreshed = true;
    }

    /// <summary>Looks a target up in the roles that are trusted with its path; null when none has it.</summary>
    /// <exception cref="TufException">A role on the way was refused, so that nobody can say.</exception>
    public async Task<TargetFile?> FindAsync(string path, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        var walk = new DelegationWalk(path, _limits.Delegations);
        while (walk.Next() is { } step)
        {
            var targets = await LoadTargetsAsync(step, cancellationToken).ConfigureAwait(false);
            if (walk.Visit(step, targets) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The path below the targets' address where a target's bytes lie.</summary>
    public string PathOf(TargetFile target) =>
        _trusted.Root.ConsistentSnapshot ? target.HashedPath : target.Path;

    /// <summary>Downloads a target; see <see cref="TargetDownload"/>.</summary>
    public Task DownloadAsync(
        TargetFile target,
        IFetcher targets,
        string destination,
        CancellationToken cancellationToken
    ) =>
        TargetDownload.RunAsync(
            target,
            PathOf(target),
            targets,
            destination,
            _limits,
            _clock,
            cancellationToken
        );

    /// <summary>Reads a small target into memory; null when no role has it.</summary>
    /// <param name="path">Of the target.</param>
    /// <param name="targets">Where bytes come from.</param>
    /// <param name="most">Bytes at most, whatever metadata says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TufException">Not there, too long, or not what was promised.</exception>
    public async Task<byte[]?> ReadAsync(
        string path,
        IFetcher targets,
        int most,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(path, cancellationToken).ConfigureAwait(false) is not { } target)
        {
            return null;
        }

        return await TargetDownload
            .ReadAsync(target, PathOf(target), targets, most, _limits, _clock, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Lets the store go.</summary>
    public void Dispose() => _lock.Dispose();

    private async Task LoadRootAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _limits.RootRotations; i++)
        {
            var next = await _source
                .TryFetchAsync(
                    RoleName.Root,
                    _trusted.Root.Version + 1,
                    _limits.RootLength,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (next is null)
            {
                break;
            }

            _trusted.UpdateRoot(next);
            if (_trusted.KeysRotated)
            {
                // Before the root is kept: a kill in between must not leave versions that nobody can reach again.
                _store.Delete(RoleName.Timestamp);
                _store.Delete(RoleName.Snapshot);
            }

            _store.Write(RoleName.Root, next);
        }

        _trusted.CheckRoot();
    }

    private async Task LoadTimestampAsync(CancellationToken cancellationToken)
    {
        if (_store.Read(RoleName.Timestamp, _limits.TimestampLength) is { } local)
        {
            TakeLocal(() => _trusted.UpdateTimestamp(local));
        }

        var file = await _source
            .FetchAsync(RoleName.Timestamp, null, _limits.TimestampLength, cancellationToken)
            .ConfigureAwait(false);
        if (_trusted.UpdateTimestamp(file))
        {
            _store.Write(RoleName.Timestamp, file);
        }
    }

    private async Task LoadSnapshotAsync(CancellationToken cancellationToken)
    {
        if (
            _store.Read(RoleName.Snapshot, _limits.SnapshotLength) is { } local
            && TakeLocal(() => _trusted.UpdateSnapshot(local, isLocal: true))
        )
        {
            return;
        }

        var meta = _trusted.Timestamp!.Snapshot;
        var file = await _source
            .FetchAsync(
                RoleName.Snapshot,
                VersionInName(meta.Version),
                Most(meta, _limits.SnapshotLength),
                cancellationToken
            )
            .ConfigureAwait(false);
        _trusted.UpdateSnapshot(file);
        _store.Write(RoleName.Snapshot, file);
    }

    private async Task<Targets> LoadTargetsAsync(
        DelegationWalk.Step step,
        CancellationToken cancellationToken
    )
    {
        var (role, delegator, above) = step;
        if (_trusted.Find(role, delegator) is { } known)
        {
            return known;
        }

        // First: a role that the snapshot does not list is not even asked for.
        var meta = _trusted.MetaOf(role);
        if (
            _store.Read(role, _limits.TargetsLength) is { } local
            && TakeLocal(() => _trusted.UpdateTargets(local, role, delegator, above))
        )
        {
            return _trusted.Find(role, delegator)!;
        }

        var file = await _source
            .FetchAsync(
                role,
                VersionInName(meta.Version),
                Most(meta, _limits.TargetsLength),
                cancellationToken
            )
            .ConfigureAwait(false);
        var targets = _trusted.UpdateTargets(file, role, delegator, above);
        _store.Write(role, file);
        return targets;
    }

    /// <summary>What lies in the store is old, damaged or superseded as often as not; then it is fetched.</summary>
    private static bool TakeLocal(Action take)
    {
        try
        {
            take();
            return true;
        }
        catch (TufException)
        {
            return false;
        }
    }

    private long? VersionInName(long version) => _trusted.Root.ConsistentSnapshot ? version : null;

    private static int Most(MetaFile meta, int limit) => (int)Math.Min(meta.Length ?? limit, limit);
}
