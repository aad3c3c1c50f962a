using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>How each role stands: its version, its time, and what waits.</summary>
internal static class StatusReport
{
    public static IReadOnlyList<RoleStatus> Make(
        Published published,
        PendingFolder pending,
        DateTimeOffset now
    )
    {
        IDelegator? root = pending.Root?.Content ?? published.Root;
        IDelegator? targets = pending.Find(RoleName.Targets)?.Content ?? published.Targets;
        var report = new List<RoleStatus>
        {
            Of(
                RoleName.Root,
                published.Root,
                published.Root,
                true,
                WaitingRoot(pending.Root, published.Root)
            ),
        };
        var roles = published
            .Roles.Keys.Concat(pending.Roles)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(role => role == RoleName.Targets ? 0 : 1)
            .ThenBy(role => role, StringComparer.Ordinal);
        foreach (var role in roles)
        {
            var file = published.Roles.GetValueOrDefault(role);
            var by = role == RoleName.Targets ? published.Root : (IDelegator?)published.Targets;
            report.Add(
                Of(
                    role,
                    file?.Content,
                    by,
                    file is null || (by is not null && ReleaseSet.IsSigned(file, by, role)),
                    Waiting(pending.Find(role), role == RoleName.Targets ? root : targets, role)
                )
            );
        }

        report.Add(Online(RoleName.Snapshot, published.Snapshot));
        report.Add(Online(RoleName.Timestamp, published.Timestamp));
        return report;

        RoleStatus Online<T>(string role, SignedFile<T>? file)
            where T : SignedPart =>
            Of(
                role,
                file?.Content,
                published.Root,
                file is null || ReleaseSet.IsSigned(file, published.Root!, role),
                null
            );

        RoleStatus Of(
            string role,
            SignedPart? content,
            IDelegator? by,
            bool isSigned,
            WaitingRole? waiting
        )
        {
            var signers = by is null ? null : KeyPlan.Find(by, role);
            var terms = UpdateRoles.TermsOf(role);
            return content is null
                ? new RoleStatus(role, 0, null, false, false, waiting) { Signers = signers }
                : new RoleStatus(
                    role,
                    content.Version,
                    content.Expires,
                    !isSigned || now >= content.Expires - terms.Lifetime + terms.RenewAfter,
                    !isSigned || now >= content.Expires - terms.Lifetime + terms.AlarmAt,
                    waiting
                )
                {
                    Signers = signers,
                };
        }
    }

    /// <summary>A root is signed by enough of its own keys and of those before: told is what is missing.</summary>
    private static WaitingRole? WaitingRoot(SignedFile<Root>? file, Root? before) =>
        file is not null
        && before is not null
        && ReleaseSet.IsSigned(file, file.Content, RoleName.Root)
        && !ReleaseSet.IsSigned(file, before, RoleName.Root)
            ? Waiting(file, before, RoleName.Root)
            : Waiting(file, file?.Content, RoleName.Root);

    private static WaitingRole? Waiting<T>(SignedFile<T>? file, IDelegator? by, string role)
        where T : SignedPart =>
        file is null
            ? null
            : new WaitingRole(
                file.Content.Version,
                by is null ? 0 : file.CountSignatures(by, role),
                by?.KeysOf(role)?.Threshold ?? 1,
                file.ToBytes()
            )
            {
                Signers = by is null ? null : KeyPlan.Find(by, role),
            };
}
