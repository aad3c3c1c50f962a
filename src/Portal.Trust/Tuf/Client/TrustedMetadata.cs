using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>
/// The rules of the client workflow (TUF 1.0.34, section 5) without any I/O: fed with bytes, in the order root, timestamp,
/// snapshot, targets, it keeps what can be trusted and refuses the rest. Expiry is judged by the one moment given at
/// the start, so that a long update ends as it began. What was trusted in an earlier update is fed in before what was fetched;
/// that is what rollback is measured by.
/// </summary>
public sealed class TrustedMetadata
{
    private readonly DateTimeOffset _now;
    private readonly Dictionary<(string Role, string Delegator), Targets> _targets = [];

    /// <summary>Begins with the root that is trusted already: the anchor, or what an earlier update left.</summary>
    /// <param name="root">The file. It may have expired; it has to be signed by its own keys.</param>
    /// <param name="now">The start of this update.</param>
    /// <exception cref="TufException">It is no root, or not signed by its own keys.</exception>
    public TrustedMetadata(ReadOnlySpan<byte> root, DateTimeOffset now)
    {
        _now = now;
        var first = SignedFiles.ReadRoot(root);
        first.Verify(first.Content, RoleName.Root);
        Root = first.Content;
    }

    /// <summary>The newest trusted root.</summary>
    public Root Root { get; private set; }

    /// <summary>The newest trusted timestamp; it may have expired until a snapshot was accepted by it.</summary>
    public Timestamp? Timestamp { get; private set; }

    /// <summary>The newest trusted snapshot; it may be older than the timestamp says until targets were accepted by it.</summary>
    public Snapshot? Snapshot { get; private set; }

    /// <summary>
    /// True when a root on the way took a key of timestamp or snapshot away. What was trusted of those two is then to be
    /// forgotten (5.3.11): whoever had the key may have run the versions up for ever.
    /// </summary>
    public bool KeysRotated { get; private set; }

    /// <summary>The top-level targets, once accepted.</summary>
    public Targets? Targets => Find(RoleName.Targets, RoleName.Root);

    /// <summary>A role that was accepted on the word of that delegator. Another delegator's word says nothing about it.</summary>
    public Targets? Find(string role, string delegator) =>
        _targets.GetValueOrDefault((role, delegator));

    /// <summary>Accepts the next root: signed by the old and by the new keys, and of exactly the next version.</summary>
    public void UpdateRoot(ReadOnlySpan<byte> file)
    {
        Require(Timestamp is null, "A root after a timestamp");
        var next = SignedFiles.ReadRoot(file);
        next.Verify(Root, RoleName.Root);
        if (next.Content.Version != Root.Version + 1)
        {
            throw new TufException(
                next.Content.Version <= Root.Version ? TufFault.Rollback : TufFault.VersionMismatch,
                $"root: version {next.Content.Version} instead of {Root.Version + 1}."
            );
        }

        next.Verify(next.Content, RoleName.Root);
        KeysRotated |=
            Lost(Root, next.Content, RoleName.Timestamp)
            || Lost(Root, next.Content, RoleName.Snapshot);
        Root = next.Content;
    }

    /// <summary>Refuses to go on with a root that has expired. Asked when there is no newer one.</summary>
    public void CheckRoot() => RefuseExpired(Root, RoleName.Root);

    /// <summary>Accepts a timestamp.</summary>
    /// <returns>False when it has the version of the one that is trusted already, which is kept.</returns>
    /// <exception cref="TufException">
    /// Refused. <see cref="TufFault.Expired"/> says that it is genuine: its version still counts against rollback, and nothing
    /// goes on with it.
    /// </exception>
    public bool UpdateTimestamp(ReadOnlySpan<byte> file)
    {
        Require(Snapshot is null, "A timestamp after a snapshot");
        CheckRoot();
        var next = SignedFiles.ReadTimestamp(file);
        next.Verify(Root, RoleName.Timestamp);
        if (Timestamp is { } trusted)
        {
            RefuseRollback(RoleName.Timestamp, trusted.Version, next.Content.Version);
            if (next.Content.Version == trusted.Version)
            {
                RefuseExpired(trusted, RoleName.Timestamp);
                return false;
            }

            RefuseRollback(
                RoleName.Snapshot,
                trusted.Snapshot.Version,
                next.Content.Snapshot.Version
            );
        }

        Timestamp = next.Content;
        RefuseExpired(next.Content, RoleName.Timestamp);
        return true;
    }

    /// <summary>Accepts a snapshot.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isLocal">True for what an earlier update left: its hash was checked then, by another timestamp.</param>
    /// <exception cref="TufException">Refused; as a measure for the next one it counts when only its version or time is wrong.</exception>
    public void UpdateSnapshot(ReadOnlySpan<byte> file, bool isLocal = false)
    {
        var timestamp = RequireTimestamp();
        Require(_targets.Count == 0, "A snapshot after targets");
        RefuseExpired(timestamp, RoleName.Timestamp);
        if (!isLocal)
        {
            timestamp.Snapshot.Check(file, RoleName.Snapshot);
        }

        var next = SignedFiles.ReadSnapshot(file);
        next.Verify(Root, RoleName.Snapshot);
        foreach (var (name, trusted) in Snapshot?.Meta ?? new Dictionary<string, MetaFile>())
        {
            if (!next.Content.Meta.TryGetValue(name, out var now))
            {
                throw new TufException(
                    TufFault.RoleMissing,
                    $"snapshot: {StrictJson.Shown(name)} is no longer listed."
                );
            }

            RefuseRollback(StrictJson.Shown(name), trusted.Version, now.Version);
        }

        Snapshot = next.Content;
        CheckSnapshot();
    }

    /// <summary>Accepts the metadata of a targets role on the word of its delegator.</summary>
    /// <param name="file">The file.</param>
    /// <param name="role"><c>targets</c>, or a delegated role.</param>
    /// <param name="delegator"><c>root</c> for <c>targets</c>; else a targets role that was accepted before.</param>
    /// <param name="delegatorsDelegator">On whose word the delegator was accepted; <c>root</c> for <c>targets</c>.</param>
    public Targets UpdateTargets(
        ReadOnlySpan<byte> file,
        string role,
        string delegator = RoleName.Root,
        string delegatorsDelegator = RoleName.Root
    )
    {
        var meta = MetaOf(role);
        IDelegator by =
            delegator == RoleName.Root
                ? Root
                : Find(delegator, delegatorsDelegator)
                    ?? throw new TufException(
                        TufFault.OutOfOrder,
                        $"{role} before {delegator}, which delegates to it."
                    );
        meta.Check(file, role);
        var next = SignedFiles.ReadTargets(file);
        next.Verify(by, role);
        if (next.Content.Version != meta.Version)
        {
            throw new TufException(
                TufFault.VersionMismatch,
                $"{role}: version {next.Content.Version}, and the snapshot lists {meta.Version}."
            );
        }

        RefuseExpired(next.Content, role);
        _targets[(role, delegator)] = next.Content;
        return next.Content;
    }

    /// <summary>What the snapshot says of a role that is about to be fetched.</summary>
    /// <exception cref="TufException"><see cref="TufFault.RoleMissing"/> where it says nothing.</exception>
    public MetaFile MetaOf(string role)
    {
        CheckSnapshot();
        return Snapshot!.Of(role)
            ?? throw new TufException(
                TufFault.RoleMissing,
                $"snapshot: {StrictJson.Shown(role)}.json is not listed."
            );
    }

    /// <summary>The snapshot is the one that the timestamp names, and both are fresh.</summary>
    private void CheckSnapshot()
    {
        var timestamp = RequireTimestamp();
        var snapshot =
            Snapshot ?? throw new TufException(TufFault.OutOfOrder, "Targets before a snapshot.");
        RefuseExpired(snapshot, RoleName.Snapshot);
        if (snapshot.Version != timestamp.Snapshot.Version)
        {
            throw new TufException(
                TufFault.VersionMismatch,
                $"snapshot: version {snapshot.Version}, and the timestamp names {timestamp.Snapshot.Version}."
            );
        }
    }

    private Timestamp RequireTimestamp() =>
        Timestamp ?? throw new TufException(TufFault.OutOfOrder, "A snapshot before a timestamp.");

    private void RefuseExpired(SignedPart content, string role)
    {
        if (content.IsExpired(_now))
        {
            throw new TufException(
                TufFault.Expired,
                $"{role} version {content.Version} expired at {Expiry.Write(content.Expires)}."
            );
        }
    }

    private static void RefuseRollback(string role, long trusted, long next)
    {
        if (next < trusted)
        {
            throw new TufException(
                TufFault.Rollback,
                $"{role}: version {next} after version {trusted} was trusted."
            );
        }
    }

    private static void Require(bool inOrder, string step)
    {
        if (!inOrder)
        {
            throw new TufException(TufFault.OutOfOrder, $"{step}.");
        }
    }

    private static bool Lost(Root before, Root after, string role) =>
        FingerprintsOf(before, role).Except(FingerprintsOf(after, role)).Any();

    private static IEnumerable<string> FingerprintsOf(Root root, string role) =>
        (root.KeysOf(role)?.KeyIds ?? [])
            .Select(id => root.Keys.Keys.GetValueOrDefault(id)?.Fingerprint)
            .OfType<string>();
}
