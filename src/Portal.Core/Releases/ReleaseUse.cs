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
        // Ids are in the order of their making (UUID version 7), so that the end of an index answers, however many there are.
        return await db.Releases()
            .SelectMany(r => r.Components, (release, held) => new { release, held })
            .Where(r => r.held.Name == component && r.held.Version == version)
            .OrderByDescending(r => EF.Property<Guid>(r.held, ReleaseComponent.ReleaseId))
            .Take(take)
            .Select(r => new HoldingRelease(
                r.release.Product,
                r.release.Version,
                r.release.State,
                r.release.CreatedAt
            ))
            .ToListAsync(cancellationToken);
    }
}
