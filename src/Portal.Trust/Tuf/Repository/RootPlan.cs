using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>Who signs for the four top-level roles.</summary>
public sealed record RootPlan(KeyPlan Root, KeyPlan Targets, KeyPlan Snapshot, KeyPlan Timestamp)
{
    /// <summary>What a root says now.</summary>
    public static RootPlan Of(Root root)
    {
        return new RootPlan(
            PlanOf(RoleName.Root),
            PlanOf(RoleName.Targets),
            PlanOf(RoleName.Snapshot),
            PlanOf(RoleName.Timestamp)
        );

        KeyPlan PlanOf(string role) =>
            new(
                [
                    .. root.Roles[role]
                        .KeyIds.Select(id => root.Keys.Keys.GetValueOrDefault(id))
                        .OfType<TufKey>(),
                ],
                root.Roles[role].Threshold
            );
    }

    /// <summary>Refuses a root under which some role could never be signed: it would be the last one.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Refused"/>.</exception>
    internal static void Check(Root root)
    {
        var plan = Of(root);
        _ = plan.Root.ToRoleKeys(RoleName.Root);
        _ = plan.Targets.ToRoleKeys(RoleName.Targets);
        _ = plan.Snapshot.ToRoleKeys(RoleName.Snapshot);
        _ = plan.Timestamp.ToRoleKeys(RoleName.Timestamp);
        if (!root.ConsistentSnapshot)
        {
            throw new TufException(
                TufFault.Refused,
                "root: without consistent snapshots clients would ask for files of other names."
            );
        }
    }

    /// <summary>The root that says so: the next one after that, or the first. Nobody has signed it yet.</summary>
    public Root Build(Root? before, DateTimeOffset now)
    {
        var roles = new Dictionary<string, KeyPlan>(StringComparer.Ordinal)
        {
            [RoleName.Root] = Root,
            [RoleName.Targets] = Targets,
            [RoleName.Snapshot] = Snapshot,
            [RoleName.Timestamp] = Timestamp,
        };
        return new Root(
            // A client asks for the very next one: root versions count by one, whatever the others do.
            (before?.Version ?? 0) + 1,
            now + UpdateRoles.TermsOf(RoleName.Root).Lifetime,
            KeyList.Of(roles.Values.SelectMany(plan => plan.Keys)),
            roles.ToDictionary(role => role.Key, role => role.Value.ToRoleKeys(role.Key))
        );
    }
}
