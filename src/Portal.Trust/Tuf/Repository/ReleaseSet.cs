using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// What of the waiting metadata can go out now, all of it or none: a set in which every role that is delegated to is there and
/// signed by the keys that the set itself names.
/// </summary>
internal sealed class ReleaseSet
{
    private ReleaseSet(
        Root root,
        SignedFile<Root>? newRoot,
        Dictionary<string, SignedFile<Targets>> roles
    )
    {
        Root = root;
        NewRoot = newRoot;
        Roles = roles;
    }

    /// <summary>The root that holds afterwards.</summary>
    public Root Root { get; }

    /// <summary>Null when the root stays.</summary>
    public SignedFile<Root>? NewRoot { get; }

    /// <summary>The targets roles that go out.</summary>
    public IReadOnlyDictionary<string, SignedFile<Targets>> Roles { get; }

    /// <summary>The largest such set; null when nothing can go out, or no repository can be yet.</summary>
    public static ReleaseSet? Choose(Published published, PendingFolder pending, DateTimeOffset now)
    {
        var root = pending.Root;
        if (root is not null && (root.Content.IsExpired(now) || !Follows(published.Root, root)))
        {
            root = null;
        }

        // With all that waits; else without the new root; else without new delegations.
        return Try(published, pending, root, withTargets: true, now)
            ?? Try(published, pending, null, withTargets: true, now)
            ?? Try(published, pending, null, withTargets: false, now);
    }

    private static ReleaseSet? Try(
        Published published,
        PendingFolder pending,
        SignedFile<Root>? newRoot,
        bool withTargets,
        DateTimeOffset now
    )
    {
        if ((newRoot?.Content ?? published.Root) is not { } root)
        {
            return null;
        }

        var roles = new Dictionary<string, SignedFile<Targets>>(StringComparer.Ordinal);
        if (
            withTargets
            && pending.Find(RoleName.Targets) is { } waiting
            && IsNew(published, RoleName.Targets, waiting, now)
            && IsSigned(waiting, root, RoleName.Targets)
            && (
                newRoot is not null
                || !IsKept(waiting, RoleName.Targets, published.Root, pending.Root?.Content, now)
            )
        )
        {
            roles[RoleName.Targets] = waiting;
        }

        var targets =
            roles.GetValueOrDefault(RoleName.Targets)
            ?? published.Roles.GetValueOrDefault(RoleName.Targets);
        if (targets is null || !IsSigned(targets, root, RoleName.Targets))
        {
            return null;
        }

        foreach (var role in pending.Roles.Where(role => role != RoleName.Targets))
        {
            if (
                pending.Find(role) is { } file
                && IsNew(published, role, file, now)
                && IsSigned(file, targets.Content, role)
                && (
                    roles.ContainsKey(RoleName.Targets)
                    || !IsKept(
                        file,
                        role,
                        targets.Content,
                        pending.Find(RoleName.Targets)?.Content,
                        now
                    )
                )
            )
            {
                roles[role] = file;
            }
        }

        var isWhole = (targets.Content.Delegations?.Roles ?? []).All(role =>
            (roles.GetValueOrDefault(role.Name) ?? published.Roles.GetValueOrDefault(role.Name))
                is { } file
            && IsSigned(file, targets.Content, role.Name)
        );
        return isWhole && (newRoot is not null || roles.Count > 0)
            ? new ReleaseSet(root, newRoot, roles)
            : null;
    }

    /// <summary>As a client would judge it: the very next version, signed by the old keys and by its own.</summary>
    private static bool Follows(Root? before, SignedFile<Root> next)
    {
        try
        {
            if (before is not null)
            {
                next.Verify(before, RoleName.Root);
            }

            next.Verify(next.Content, RoleName.Root);
            return next.Content.Version == (before?.Version ?? 0) + 1;
        }
        catch (TufException)
        {
            return false;
        }
    }

    /// <summary>
    /// True for what was made for keys that are to come, and not signed by enough of them. If it went out under the old ones,
    /// nothing would be left to be signed by the new.
    /// </summary>
    private static bool IsKept<TDelegator>(
        SignedFile<Targets> file,
        string role,
        IDelegator? before,
        TDelegator? next,
        DateTimeOffset now
    )
        where TDelegator : SignedPart, IDelegator =>
        next is not null
        && !next.IsExpired(now)
        && KeyPlan.Find(next, role) is { } plan
        && (before is null || KeyPlan.Find(before, role)?.IsSame(plan) != true)
        && !IsSigned(file, next, role);

    // What lay waiting until it expired is made anew, and not published.
    private static bool IsNew(
        Published published,
        string role,
        SignedFile<Targets> file,
        DateTimeOffset now
    ) => file.Content.Version > published.VersionOf(role) && !file.Content.IsExpired(now);

    public static bool IsSigned<T>(SignedFile<T> file, IDelegator by, string role)
        where T : SignedPart =>
        by.KeysOf(role) is { } keys && file.CountSignatures(by, role) >= keys.Threshold;
}
