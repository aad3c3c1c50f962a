using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Projects;

/// <param name="Role">The stronger one of the project roles it holds.</param>
public sealed record Member(string Name, CallerKind Kind, string Role);

/// <summary>
/// A project's members: the accounts and robots that hold one of its two roles. Maintainers and administrators decide;
/// the last maintainer stays unless an administrator removes it.
/// </summary>
public sealed class MemberService(IDbContextFactory<PortalDb> factory, GrantService grants)
{
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

        var query = db.HoldersOf(project, MemberRoles);
        if (page.After is { } after)
        {
            query = query.Where(p => string.Compare(p.Name, after) > 0);
        }

        var rows = await query.OrderBy(p => p.Name).Take(page.Take).ToListAsync(cancellationToken);
        var members = rows.ConvertAll(p => ToMember(p, project));
        return PageOf.Cut(members, page, m => m.Name);
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

        var changed = await grants.ChangeAsync(
            caller,
            name,
            [new Grant(role, project)],
            [.. MemberRoles.Where(r => r != role).Select(r => new Grant(r, project))],
            cancellationToken
        );
        if (changed.Error is { } error)
        {
            return error;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var principal = await db.Principals().SingleAsync(p => p.Name == name, cancellationToken);
        return new Member(name, principal.Kind, role);
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

        var removed = await grants.ChangeAsync(
            caller,
            name,
            [],
            [.. MemberRoles.Select(r => new Grant(r, project))],
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

    private static Member ToMember(Principal principal, string project) =>
        new(
            principal.Name,
            principal.Kind,
            principal.Grants.Contains(new Grant(Roles.ProjectMaintainer, project))
                ? Roles.ProjectMaintainer
                : Roles.ProjectUploader
        );
}
