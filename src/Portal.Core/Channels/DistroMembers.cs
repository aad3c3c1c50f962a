using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Channels;

/// <summary>
/// A distro's maintainers: the accounts and robots that hold its role. They and administrators decide; the last one stays
/// unless an administrator removes it.
/// </summary>
public sealed class DistroMembers(DistroService distros, ScopeMembers members)
{
    private static readonly string[] MemberRoles = [Roles.DistroMaintainer];

    /// <summary>By name. Maintainers of the distro and administrators see the list.</summary>
    public async Task<Result<Page<Member>>> ListAsync(
        Caller caller,
        string distro,
        PageRequest page,
        CancellationToken cancellationToken
    ) =>
        await CheckAsync(caller, distro, cancellationToken) is { } refused
            ? refused
            : await members.ListAsync(distro, MemberRoles, page, cancellationToken);

    /// <summary>Makes the account or robot a maintainer.</summary>
    public async Task<Result<Member>> SetAsync(
        Caller caller,
        string distro,
        string name,
        string role,
        CancellationToken cancellationToken
    )
    {
        if (await CheckAsync(caller, distro, cancellationToken) is { } refused)
        {
            return refused;
        }

        return MemberRoles.Contains(role)
            ? await members.SetAsync(caller, distro, MemberRoles, name, role, cancellationToken)
            : DistroErrors.InvalidRole.With($"'{role}' is no role of a member.");
    }

    public async Task<Result<Done>> RemoveAsync(
        Caller caller,
        string distro,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (await CheckAsync(caller, distro, cancellationToken) is { } refused)
        {
            return refused;
        }

        var removed = await members.RemoveAsync(
            caller,
            distro,
            MemberRoles,
            name,
            cancellationToken
        );
        return removed.Error?.Code == AccessErrors.GrantNotHeld.Code
            ? DistroErrors.NotAMember.With($"{name} is no maintainer of {distro}.")
            : removed;
    }

    private async Task<Error?> CheckAsync(
        Caller caller,
        string distro,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.May(distro, MemberRoles))
        {
            return AccessErrors.Forbidden.With(
                $"Only maintainers of {distro} and administrators see and decide on its members."
            );
        }

        return await distros.FindAsync(distro, cancellationToken) is null
            ? DistroErrors.NotFound.With($"There is no distro '{distro}'.")
            : null;
    }
}
