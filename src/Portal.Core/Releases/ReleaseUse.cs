using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Releases;

/// <summary>A release that holds a component version.</summary>
/// <param name="State">One of <c>ReleaseStates</c>.</param>
public sealed record HoldingRelease(
    string Product,
    string Version,
    string State,
    DateTimeOffset CreatedAt
);

/// <summary>Answers which releases hold what: whoever yanks a version wants to know who has it.</summary>
public sealed class ReleaseUse(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Last made first.</summary>
    /// <param name="take">How many at most.</param>
    public async Task<IReadOnlyList<HoldingRelease>> HoldingAsync(
        string component,
        string version,
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases()
            .Where(r => r.Components.Any(c => c.Name == component && c.Version == version))
            .OrderByDescending(r => r.CreatedAt)
            .ThenBy(r => r.Product)
            .Take(take)
            .Select(r => new HoldingRelease(r.Product, r.Version, r.State, r.CreatedAt))
            .ToListAsync(cancellationToken);
    }
}
