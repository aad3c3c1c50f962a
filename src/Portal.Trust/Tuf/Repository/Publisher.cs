using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// Puts a set into the tree: roles, snapshot, timestamp, in this order. Nothing goes out that a client would refuse: the set
/// goes through the client's own rules before the timestamp is written.
/// </summary>
internal sealed class Publisher(
    PublicTree tree,
    PendingFolder pending,
    MetadataSigner signer,
    TimeProvider clock
)
{
    /// <summary>Publishes a set and forgets that it waited.</summary>
    public bool Publish(Published published, ReleaseSet release)
    {
        var before = published.Root;
        var meta = Write(published, release.Roles);
        if (release.NewRoot is not { } root)
        {
            Switch(published, meta, release.Root, [release.Root]);
        }
        else if (before is null || published.Timestamp is null)
        {
            tree.WriteOnce(RoleName.Root, root.Content.Version, root.ToBytes());
            Switch(published, meta, root.Content, [root.Content]);
        }
        else
        {
            Rotate(published, meta, before, root, release.Roles);
        }

        foreach (var role in release.Roles.Keys)
        {
            pending.Delete(role);
        }

        if (release.NewRoot is not null)
        {
            pending.Delete(RoleName.Root);
        }

        return true;
    }

    /// <summary>Signs snapshot and timestamp anew where their time has come or their keys have changed.</summary>
    public bool Renew()
    {
        var published = Published.Read(tree);
        if (published.Root is not { } root || published.Snapshot is not { } snapshot)
        {
            return false;
        }

        var due = StatusReport
            .Make(published, pending, clock.GetUtcNow())
            .Where(status => status.IsDue)
            .Select(status => status.Role)
            .ToHashSet(StringComparer.Ordinal);
        // What was signed and never came out, or came out before this tree was restored: clients may have seen it.
        var isBehind =
            signer.LastVersion(RoleName.Snapshot) > snapshot.Content.Version
            || signer.LastVersion(RoleName.Timestamp) > published.Timestamp!.Content.Version;
        if (isBehind || due.Contains(RoleName.Snapshot))
        {
            Switch(published, snapshot.Content.Meta, root, [root]);
            return true;
        }

        if (due.Contains(RoleName.Timestamp))
        {
            SwitchTimestamp(published, published.Timestamp!.Content.Snapshot, root, [root]);
            return true;
        }

        return false;
    }

    /// <summary>
    /// A new root changes who signs what is out already. Where the old keys are still here, everything below is first signed by
    /// old and new keys together and holds under either root; so there is no moment in which a client meets a root and a
    /// timestamp that do not go together. Where an old key is gone, the root goes first, and clients that come in
    /// between try again.
    /// </summary>
    private void Rotate(
        Published published,
        IReadOnlyDictionary<string, MetaFile> meta,
        Root before,
        SignedFile<Root> root,
        IReadOnlyDictionary<string, SignedFile<Targets>> roles
    )
    {
        var next = root.Content;
        var changes =
            roles.Count > 0
            || !ReleaseSet.IsSigned(published.Snapshot!, next, RoleName.Snapshot)
            || !ReleaseSet.IsSigned(published.Timestamp!, next, RoleName.Timestamp);
        var targets =
            roles.GetValueOrDefault(RoleName.Targets) ?? published.Roles[RoleName.Targets];
        if (changes && ReleaseSet.IsSigned(targets, before, RoleName.Targets))
        {
            var (snapshot, timestamp) = Sign(published, meta, [before, next]);
            if (
                ReleaseSet.IsSigned(snapshot, before, RoleName.Snapshot)
                && ReleaseSet.IsSigned(timestamp, before, RoleName.Timestamp)
            )
            {
                Put(snapshot, timestamp, next);
                changes = false;
            }
        }

        tree.WriteOnce(RoleName.Root, next.Version, root.ToBytes());
        if (changes)
        {
            // What was signed a moment ago is not used; versions may have gaps.
            Switch(published, meta, next, [next]);
        }
    }

    private Dictionary<string, MetaFile> Write(
        Published published,
        IReadOnlyDictionary<string, SignedFile<Targets>> roles
    )
    {
        var meta = new Dictionary<string, MetaFile>(
            published.Snapshot?.Content.Meta ?? new Dictionary<string, MetaFile>(),
            StringComparer.Ordinal
        );
        foreach (var (role, signed) in roles)
        {
            var file = signed.ToBytes();
            tree.WriteOnce(role, signed.Content.Version, file);
            meta[role + ".json"] = MetaFile.Of(signed.Content.Version, file);
        }

        return meta;
    }

    private void Switch(
        Published published,
        IReadOnlyDictionary<string, MetaFile> meta,
        Root root,
        IReadOnlyList<IDelegator> by
    )
    {
        var (snapshot, timestamp) = Sign(published, meta, by);
        Put(snapshot, timestamp, root);
    }

    private (SignedFile<Snapshot> Snapshot, SignedFile<Timestamp> Timestamp) Sign(
        Published published,
        IReadOnlyDictionary<string, MetaFile> meta,
        IReadOnlyList<IDelegator> by
    )
    {
        var snapshot = signer.Sign(
            new SnapshotRequest(meta),
            published.Snapshot?.Content.Version ?? 0,
            by
        );
        var timestamp = signer.Sign(
            new TimestampRequest(MetaFile.Of(snapshot.Content.Version, snapshot.ToBytes())),
            published.Timestamp?.Content.Version ?? 0,
            by
        );
        return (snapshot, timestamp);
    }

    private void Put(SignedFile<Snapshot> snapshot, SignedFile<Timestamp> timestamp, Root root)
    {
        var file = snapshot.ToBytes();
        Check(root, timestamp, file);
        tree.WriteOnce(RoleName.Snapshot, snapshot.Content.Version, file);
        tree.WriteTimestamp(timestamp.ToBytes());
    }

    private void SwitchTimestamp(
        Published published,
        MetaFile snapshot,
        Root root,
        IReadOnlyList<IDelegator> by
    )
    {
        var timestamp = signer.Sign(
            new TimestampRequest(snapshot),
            published.Timestamp!.Content.Version,
            by
        );
        timestamp.Verify(root, RoleName.Timestamp);
        tree.WriteTimestamp(timestamp.ToBytes());
    }

    /// <summary>A client that trusts this root goes through everything that is about to be led to.</summary>
    private void Check(Root root, SignedFile<Timestamp> timestamp, byte[] snapshot)
    {
        timestamp.Verify(root, RoleName.Timestamp);
        timestamp.Content.Snapshot.Check(snapshot, RoleName.Snapshot);
        var read = SignedFiles.ReadSnapshot(snapshot);
        read.Verify(root, RoleName.Snapshot);
        var targets = Read(RoleName.Targets, root);
        foreach (var role in targets.Delegations?.Roles ?? [])
        {
            Read(role.Name, targets);
        }

        Targets Read(string role, IDelegator by)
        {
            var meta =
                read.Content.Of(role)
                ?? throw new TufException(TufFault.RoleMissing, $"snapshot: {role} is missing.");
            var bytes =
                tree.Read(role, meta.Version)
                ?? throw new TufException(
                    TufFault.NotFound,
                    $"{RoleName.ToFile(role, meta.Version)} is not there."
                );
            meta.Check(bytes, role);
            var file = SignedFiles.ReadTargets(bytes);
            file.Verify(by, role);
            return file.Content;
        }
    }
}
