using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Access;

/// <summary>Finds the robots that somebody manages: those of whose every grant they decide.</summary>
public sealed class RobotService(IDbContextFactory<PortalDb> factory)
{
    private const int Most = 500;

    /// <summary>By name, at most 500; an administrator manages all.</summary>
    /// <param name="scope">Only those with a role in this project or product; null: all.</param>
    public async Task<IReadOnlyList<Robot>> ManagedAsync(
        Caller caller,
        string? scope,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        var scopes = caller.Giveable().Select(g => g.Scope!).Distinct().ToList();
        if (!caller.IsAdministrator && scopes.Count == 0)
        {
            return [];
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Principals().OfType<Robot>();
        if (!caller.IsAdministrator)
        {
            query = query.Where(r => r.Held.Any(g => scopes.Contains(g.Scope)));
        }

        if (scope is not null)
        {
            query = query.Where(r => r.Held.Any(g => g.Scope == scope));
        }

        var rows = await query.OrderBy(r => r.Name).Take(Most).ToListAsync(cancellationToken);
        return [.. rows.Where(caller.Manages)];
    }
}
