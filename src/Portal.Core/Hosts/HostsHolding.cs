using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Releases;

namespace Portal.Hosts;

/// <summary>How many hosts hold a release.</summary>
/// <param name="ComponentVersion">Of the component that was asked for, in the release.</param>
public sealed record HeldRelease(
    string Product,
    string Release,
    string ComponentVersion,
    int Hosts
);

/// <summary>Counts hosts by what their release has in it: whoever tells of a problem wants to know who has it.</summary>
public sealed class HostsHolding(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    TimeProvider clock
)
{
    /// <summary>
    /// Of products whose hosts the caller sees, those heard lately that hold a release with any of some versions of a component;
    /// by product, most hosts first.
    /// </summary>
    public async Task<IReadOnlyList<HeldRelease>> FindAsync(
        Caller caller,
        string component,
        IReadOnlyCollection<string> versions,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind == CallerKind.Anonymous || versions.Count == 0)
        {
            return [];
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var products = await db.EnrolledHosts()
            .Select(h => h.Product)
            .Distinct()
            .ToListAsync(cancellationToken);
        var found = new List<HeldRelease>();
        foreach (var product in products.Order(StringComparer.Ordinal))
        {
            if (await HostSight.OfAsync(caller, product, board, cancellationToken) is { } sight)
            {
                found.AddRange(
                    await FindAsync(db, product, sight, component, versions, cancellationToken)
                );
            }
        }

        return found;
    }

    private async Task<IEnumerable<HeldRelease>> FindAsync(
        PortalDb db,
        string product,
        HostSight sight,
        string component,
        IReadOnlyCollection<string> versions,
        CancellationToken cancellationToken
    )
    {
        var since = clock.GetUtcNow() - HostOptions.SilentAfter;
        var held = await sight
            .Of(db.EnrolledHosts().Where(h => h.Product == product))
            .Where(h => h.ReportedAt != null && h.HeardAt > since)
            .GroupBy(h => h.Holds!)
            .Select(g => new { Release = g.Key, Hosts = g.Count() })
            .ToDictionaryAsync(g => g.Release, g => g.Hosts, cancellationToken);
        var releases = held.Keys.ToList();
        var carrying = await db.Releases()
            .Where(r => r.Product == product && releases.Contains(r.Version))
            .SelectMany(r => r.Components, (release, part) => new { release.Version, part })
            .Where(r => r.part.Name == component && versions.Contains(r.part.Version))
            .Select(r => new { Release = r.Version, r.part.Version })
            .ToListAsync(cancellationToken);
        return carrying
            .Select(c => new HeldRelease(product, c.Release, c.Version, held[c.Release]))
            .OrderByDescending(h => h.Hosts)
            .ThenBy(h => h.Release, StringComparer.Ordinal);
    }
}
