using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>A holder of one of the roles of a project or product.</summary>
/// <param name="Role">The strongest one that it holds there.</param>
/// <param name="Title">Of an account that has one.</param>
/// <param name="IsDisabled">True for an account that is out of use: its role stays, and does nothing.</param>
public sealed record Member(
    string Name,
    CallerKind Kind,
    string Role,
    string? Title = null,
    bool IsDisabled = false
);

/// <summary>Who holds which role of one scope: what a project's and a product's members have in common.</summary>
public sealed class ScopeMembers(IDbContextFactory<PortalDb> factory, GrantService grants)
{
    /// <summary>By name.</summary>
    /// <param name="roles">The scope's roles, strongest first.</param>
    public async Task<Page<Member>> ListAsync(
        string scope,
        IReadOnlyList<string> roles,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.HoldersOf(scope, roles);
        if (page.After is { } after)
        {
            query = query.Where(p => string.Compare(p.Name, after) > 0);
        }

        var rows = await query.OrderBy(p => p.Name).Take(page.Take).ToListAsync(cancellationToken);
        return PageOf.Cut(rows.ConvertAll(p => ToMember(p, scope, roles)), page, m => m.Name);
    }

    /// <summary>Makes the account or robot a member in exactly this one of the roles.</summary>
    public async Task<Result<Member>> SetAsync(
        Caller caller,
        string scope,
        IReadOnlyList<string> roles,
        string name,
        string role,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(roles);
        var changed = await grants.ChangeAsync(
            caller,
            name,
            [new Grant(role, scope)],
            [.. roles.Where(r => r != role).Select(r => new Grant(r, scope))],
            cancellationToken
        );
        if (changed.Error is { } error)
        {
            return error;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var principal = await db.Principals().SingleAsync(p => p.Name == name, cancellationToken);
        return ToMember(principal, scope, roles);
    }

    /// <summary>Takes all of the roles; <see cref="AccessErrors.GrantNotHeld"/> for somebody who holds none.</summary>
    public Task<Result<Done>> RemoveAsync(
        Caller caller,
        string scope,
        IReadOnlyList<string> roles,
        string name,
        CancellationToken cancellationToken
    ) =>
        grants.ChangeAsync(
            caller,
            name,
            [],
            [.. roles.Select(r => new Grant(r, scope))],
            cancellationToken
        );

    private static Member ToMember(
        Principal principal,
        string scope,
        IReadOnlyList<string> roles
    ) =>
        new(
            principal.Name,
            principal.Kind,
            roles.First(r => principal.Grants.Contains(new Grant(r, scope))),
            (principal as Account)?.Title,
            principal is Account { DisabledAt: not null }
        );
}
