using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>Makes metadata, signs it with what is held here, and lays it where it waits until it can go out.</summary>
internal sealed class Stager(PendingFolder pending, MetadataSigner signer, TimeProvider clock)
{
    /// <summary>The next root; and the top-level targets again, where the root gives them other keys.</summary>
    public void StageRoot(Published published, RootPlan plan)
    {
        var root = plan.Build(published.Root, clock.GetUtcNow());
        IReadOnlyList<IDelegator> by = published.Root is { } before ? [before, root] : [root];
        pending.Write(RoleName.Root, signer.SignRoot(SignedFiles.Begin(root), by).ToBytes());
        if (
            !published.Roles.TryGetValue(RoleName.Targets, out var targets)
            || !ReleaseSet.IsSigned(targets, root, RoleName.Targets)
        )
        {
            StageTargets(published, PlansOf(published.Targets?.Delegations ?? Delegations.None));
        }
    }

    /// <summary>A delegation, and the delegated role's metadata by its keys.</summary>
    public void StageDelegation(Published published, string role, KeyPlan keys)
    {
        var plans = PlansOf(
            (pending.Find(RoleName.Targets)?.Content ?? published.Targets)?.Delegations
                ?? Delegations.None
        );
        plans[role] = keys;
        StageTargets(published, plans);
        // Its first metadata, or the same files again by its new keys.
        StageFiles(published, role, FilesOf(published, role));
    }

    /// <summary>Whatever is due, and is not made and waiting already.</summary>
    public void StageDue(Published published, bool everything)
    {
        var now = clock.GetUtcNow();
        foreach (var status in StatusReport.Make(published, pending, now))
        {
            var isDue = status.IsDue || (everything && status.Role != RoleName.Root);
            if (
                status.Version == 0
                || !isDue
                || (status.Waiting is { } waiting && IsFresh(status.Role, waiting))
            )
            {
                continue;
            }

            switch (status.Role)
            {
                case RoleName.Root:
                    StageRoot(published, RootPlan.Of(published.Root!));
                    break;
                case RoleName.Targets:
                    StageTargets(published, PlansOf(published.Targets!.Delegations!));
                    break;
                case RoleName.Snapshot or RoleName.Timestamp:
                    break;
                default:
                    StageFiles(published, status.Role, FilesOf(published, status.Role));
                    break;
            }
        }

        StageMissing(published);

        // What waits for a signature by hand is not made anew at each call, or nobody could ever sign it.
        bool IsFresh(string role, WaitingRole waiting) =>
            now
            < OfflineSigning.Read(waiting.File.Span).Expires
                - UpdateRoles.TermsOf(role).Lifetime / 2;
    }

    /// <summary>
    /// Whatever the signer remembers newer than the tree, which was lost or came back from a backup: clients have seen it,
    /// and take nothing older. The files of a role that the tree lost are left to whoever knows them.
    /// </summary>
    public void StageForgotten(Published published)
    {
        if (published.Root is null)
        {
            return;
        }

        if (
            IsBehind(RoleName.Targets)
            || (published.Targets is null && !IsWaiting(RoleName.Targets))
        )
        {
            StageTargets(published, PlansOf(published.Targets?.Delegations ?? Delegations.None));
        }

        foreach (var role in published.Roles.Keys.Where(r => r != RoleName.Targets && IsBehind(r)))
        {
            StageFiles(published, role, FilesOf(published, role));
        }

        StageMissing(published);

        bool IsWaiting(string role) => pending.Find(role) is not null;

        bool IsBehind(string role) =>
            signer.LastVersion(role)
            > Math.Max(published.VersionOf(role), pending.Find(role)?.Content.Version ?? 0);
    }

    /// <summary>Roles that the signer remembers and a restored tree does not: empty, until they are published again.</summary>
    private void StageMissing(Published published)
    {
        foreach (var role in pending.Find(RoleName.Targets)?.Content.Delegations?.Roles ?? [])
        {
            if (published.VersionOf(role.Name) == 0 && pending.Find(role.Name) is null)
            {
                StageFiles(published, role.Name, []);
            }
        }
    }

    private void StageTargets(Published published, IReadOnlyDictionary<string, KeyPlan> plans) =>
        pending.Write(
            RoleName.Targets,
            signer
                .Sign(
                    new DelegationsRequest(plans),
                    published.VersionOf(RoleName.Targets),
                    Authorities(pending.Root?.Content, published.Root)
                )
                .ToBytes()
        );

    /// <summary>New files of a role that is delegated to, or will be.</summary>
    public void StageFiles(Published published, string role, IReadOnlyCollection<TargetFile> files)
    {
        var authorities = Authorities(pending.Find(RoleName.Targets)?.Content, published.Targets);
        if (authorities.All(authority => authority.KeysOf(role) is null))
        {
            throw new TufException(
                TufFault.Refused,
                $"'{StrictJson.Shown(role)}' is not delegated to yet."
            );
        }

        pending.Write(
            role,
            signer
                .Sign(new FilesRequest(role, files), published.VersionOf(role), authorities)
                .ToBytes()
        );
    }

    /// <summary>What the role has, or will have when what waits is signed.</summary>
    public IReadOnlyCollection<TargetFile> FilesOf(Published published, string role) =>
        [
            .. (pending.Find(role) ?? published.Roles.GetValueOrDefault(role))?.Content.Files.Values
                ?? [],
        ];

    private static Dictionary<string, KeyPlan> PlansOf(Delegations delegations) =>
        delegations.Roles.ToDictionary(
            role => role.Name,
            role => new KeyPlan(
                [.. role.Keys.KeyIds.Select(id => delegations.Keys.Keys[id])],
                role.Keys.Threshold
            ),
            StringComparer.Ordinal
        );

    private static IReadOnlyList<IDelegator> Authorities(params IReadOnlyList<IDelegator?> all) =>
        [.. all.OfType<IDelegator>()];
}
