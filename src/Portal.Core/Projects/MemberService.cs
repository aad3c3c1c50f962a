using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Projects;

/// <summary>
/// A project's members: the accounts and robots that hold one of its two roles. Maintainers and administrators decide;
/// the last maintainer stays unless an administrator removes it.
/// </summary>
public sealed class MemberService(IDbContextFactory<PortalDb> factory, ScopeMembers members)
{
    /// <summary>Strongest first.</summary>
    private static readonly string[] MemberRoles = [Roles.ProjectMaintainer, Roles.ProjectUploader];

    /// <summary>By name. Members of the project and administrators see the list.</summary>
    public async Task<Result<Page<Member>>> ListAsync(
        Caller caller,
        string project,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.May(project, MemberRoles))
        {
            return AccessErrors.Forbidden.With($"Only members of {project} see its members.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Projects().AnyAsync(p => p.Name == project, cancellationToken))
        {
            return ProjectErrors.NotFound.With($"There is no project '{project}'.");
        }

        return await members.ListAsync(project, MemberRoles, page, cancellationToken);
    }

    /// <summary>Makes the account or robot a member in exactly this role.</summary>
    public async Task<Result<Member>> SetAsync(
        Caller caller,
        string project,
        string name,
        string role,
        CancellationToken cancellationToken
    )
    {
        if (await CheckAsync(caller, project, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (!MemberRoles.Contains(role))
        {
            return ProjectErrors.InvalidRole.With($"'{role}' is no role of a member.");
        }

        return await members.SetAsync(caller, project, MemberRoles, name, role, cancellationToken);
    }

    public async Task<Result<Done>> RemoveAsync(
        Caller caller,
        string project,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (await CheckAsync(caller, project, cancellationToken) is { } refused)
        {
            return refused;
        }

        var removed = await members.RemoveAsync(
            caller,
            project,
            MemberRoles,
            name,
            cancellationToken
        );
        return removed.Error?.Code == AccessErrors.GrantNotHeld.Code
            ? ProjectErrors.NotAMember.With($"{name} is no member of {project}.")
            : removed;
    }

    private async Task<Error?> CheckAsync(
        Caller caller,
        string project,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.May(project, Roles.ProjectMaintainer))
        {
            return AccessErrors.Forbidden.With(
                $"Only maintainers of {project} and administrators decide on its members."
            );
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Projects().AnyAsync(p => p.Name == project, cancellationToken)
            ? null
            : ProjectErrors.NotFound.With($"There is no project '{project}'.");
    }
}
