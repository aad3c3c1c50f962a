using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Products;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>A release with the one it follows.</summary>
/// <param name="Before">The next lower version that has an image; null for the first.</param>
public sealed record FollowingRelease(Release Release, Release? Before)
{
    /// <summary>Components that the release before does not hold in this version, in install order.</summary>
    public IEnumerable<ReleaseComponent> Changed()
    {
        var before = (Before?.Components ?? []).Select(c => (c.Name, c.Version)).ToHashSet();
        return Release
            .Components.Where(c => !before.Contains((c.Name, c.Version)))
            .OrderBy(c => c.Position);
    }

    /// <summary>Components that only the release before holds, in its install order.</summary>
    public IEnumerable<ReleaseComponent> Gone()
    {
        var names = Release.Components.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return (Before?.Components ?? [])
            .Where(c => !names.Contains(c.Name))
            .OrderBy(c => c.Position);
    }
}

/// <summary>Releases in the order of their versions, and in the order in which they came to be had.</summary>
public sealed class ReleaseHistory(IDbContextFactory<PortalDb> factory, ReleaseService releases)
{
    /// <summary>Releases of a product, last made first, each with the one it follows; in as many queries as for one.</summary>
    public async Task<Page<FollowingRelease>> ListAsync(
        string product,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var found = await releases.ListAsync(product, page, cancellationToken);
        return new(await FollowAsync(found.Items, cancellationToken), found.Next);
    }

    /// <summary>What was last made ready, of one product or of all, newest first; withdrawn ones too.</summary>
    /// <param name="product">Null: of all.</param>
    public async Task<IReadOnlyList<FollowingRelease>> RecentAsync(
        string? product,
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Releases().Served();
        if (product is not null)
        {
            query = query.Where(r => r.Product == product);
        }

        var rows = await query
            .OrderByDescending(r => r.ReadyAt)
            .ThenByDescending(r => r.VersionKey)
            .Take(take)
            .ToListAsync(cancellationToken);
        return await FollowAsync(rows, cancellationToken);
    }

    /// <summary>The newest ready release of each product, by version; products without one are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Release>> NewestAsync(
        IReadOnlyCollection<string> products,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var ids = await db.Products()
            .Where(p => products.Contains(p.Name))
            .Select(p =>
                db.Releases()
                    .Where(r => r.Product == p.Name && r.State == ReleaseStates.Ready)
                    .OrderByDescending(r => r.VersionKey)
                    .Select(r => (Guid?)r.Id)
                    .FirstOrDefault()
            )
            .ToListAsync(cancellationToken);
        return await db.Releases()
            .Where(r => ids.Contains(r.Id))
            .ToDictionaryAsync(r => r.Product, cancellationToken);
    }

    /// <summary>The release that was last made for each product, in any state; products without one are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Release>> LastMadeAsync(
        IReadOnlyCollection<string> products,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var ids = await db.Products()
            .Where(p => products.Contains(p.Name))
            .Select(p =>
                db.Releases()
                    .Where(r => r.Product == p.Name)
                    .OrderByDescending(r => r.CreatedAt)
                    .Select(r => (Guid?)r.Id)
                    .FirstOrDefault()
            )
            .ToListAsync(cancellationToken);
        return await db.Releases()
            .Where(r => ids.Contains(r.Id))
            .ToDictionaryAsync(r => r.Product, cancellationToken);
    }

    /// <summary>Products that have something to download, by name.</summary>
    public async Task<Page<string>> ServedProductsAsync(
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Products()
            .Select(p => p.Name)
            .Where(name => db.Releases().Served().Any(r => r.Product == name));
        if (page.After is { } after)
        {
            query = query.Where(name => string.Compare(name, after) > 0);
        }

        var names = await query
            .OrderBy(name => name)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(names, page, name => name);
    }

    private async Task<IReadOnlyList<FollowingRelease>> FollowAsync(
        IReadOnlyList<Release> rows,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var ids = rows.Select(r => r.Id).ToList();
        var before = await db.Releases()
            .Where(r => ids.Contains(r.Id))
            .Select(r => new
            {
                r.Id,
                Before = db.Releases()
                    .Where(b =>
                        b.Product == r.Product
                        && (b.State == ReleaseStates.Ready || b.State == ReleaseStates.Withdrawn)
                        && string.Compare(b.VersionKey, r.VersionKey) < 0
                    )
                    .OrderByDescending(b => b.VersionKey)
                    .Select(b => (Guid?)b.Id)
                    .FirstOrDefault(),
            })
            .ToDictionaryAsync(r => r.Id, r => r.Before, cancellationToken);
        var known = rows.ToDictionary(r => r.Id);
        var missing = before.Values.OfType<Guid>().Where(id => !known.ContainsKey(id)).ToList();
        foreach (
            var release in await db.Releases()
                .Where(r => missing.Contains(r.Id))
                .ToListAsync(cancellationToken)
        )
        {
            known[release.Id] = release;
        }

        return
        [
            .. rows.Select(r => new FollowingRelease(r, before[r.Id] is { } id ? known[id] : null)),
        ];
    }
}

internal static class ServedReleases
{
    /// <summary>Those that can be downloaded.</summary>
    public static IQueryable<Release> Served(this IQueryable<Release> releases) =>
        releases.Where(r => r.State == ReleaseStates.Ready || r.State == ReleaseStates.Withdrawn);
}
