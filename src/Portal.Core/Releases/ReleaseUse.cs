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

/// <summary>A release, and which version of a component it holds.</summary>
public sealed record HoldingVersion(HoldingRelease Release, string ComponentVersion);

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

    /// <summary>Those that hold any of some versions of a component, last made first, and how many there are in all.</summary>
    /// <param name="page">The key is the id of a release.</param>
    public async Task<(int Count, Page<HoldingVersion> Page)> HoldingAnyAsync(
        string component,
        IReadOnlyCollection<string> versions,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        // An index has all of these columns: the releases themselves are read for one page alone.
        var held = db.Releases()
            .SelectMany(r => r.Components, (_, held) => held)
            .Where(c => c.Name == component && versions.Contains(c.Version))
            .Select(c => new { Id = EF.Property<Guid>(c, ReleaseComponent.ReleaseId), c.Version });
        var count = await held.CountAsync(cancellationToken);
        if (Guid.TryParse(page.After, out var after))
        {
            held = held.Where(h => h.Id < after);
        }

        var ids = PageOf.Cut(
            await held.OrderByDescending(h => h.Id).Take(page.Take).ToListAsync(cancellationToken),
            page,
            h => $"{h.Id}"
        );
        var shown = ids.Items.Select(h => h.Id).ToList();
        var rows = await db.Releases()
            .Where(r => shown.Contains(r.Id))
            .Select(r => new
            {
                r.Id,
                Row = new HoldingRelease(r.Product, r.Version, r.State, r.CreatedAt),
            })
            .ToDictionaryAsync(r => r.Id, r => r.Row, cancellationToken);
        return (
            count,
            new([.. ids.Items.Select(h => new HoldingVersion(rows[h.Id], h.Version))], ids.Next)
        );
    }
}
