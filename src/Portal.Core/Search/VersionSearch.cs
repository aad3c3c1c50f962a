using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Releases;

namespace Portal.Search;

/// <summary>Finds releases and component versions by their version, with a name or without.</summary>
internal static class VersionSearch
{
    public static async Task<HitGroup> ReleasesAsync(
        PortalDb db,
        NamedVersion? named,
        CancellationToken cancellationToken
    )
    {
        if (named is null)
        {
            return new(HitKind.Release, [], HasMore: false);
        }

        var rows = await db.Releases()
            .Where(r =>
                r.Version == named.Version && (named.Name == null || r.Product == named.Name)
            )
            .OrderByDescending(r => r.CreatedAt)
            .ThenByOrdinal(db, r => r.Product)
            .Select(r => new
            {
                r.Product,
                r.Version,
                r.State,
                r.Reason,
                r.CreatedAt,
            })
            .Take(SearchService.MaxHits + 1)
            .ToListAsync(cancellationToken);
        return SearchService.Group(
            HitKind.Release,
            rows,
            r =>
                new(
                    HitKind.Release,
                    r.Product,
                    r.Version,
                    r.Reason,
                    r.State,
                    r.CreatedAt,
                    IsExact: true
                )
        );
    }

    public static async Task<HitGroup> ComponentVersionsAsync(
        PortalDb db,
        NamedVersion? named,
        CancellationToken cancellationToken
    )
    {
        if (named is null)
        {
            return new(HitKind.ComponentVersion, [], HasMore: false);
        }

        var rows = await db.ComponentVersions()
            .Where(v =>
                v.Version == named.Version && (named.Name == null || v.Component == named.Name)
            )
            .OrderByDescending(v => v.UploadedAt)
            .ThenByOrdinal(db, v => v.Component)
            .Select(v => new
            {
                v.Component,
                v.Version,
                v.Summary,
                v.YankReason,
                v.UploadedAt,
            })
            .Take(SearchService.MaxHits + 1)
            .ToListAsync(cancellationToken);
        return SearchService.Group(
            HitKind.ComponentVersion,
            rows,
            v =>
                new(
                    HitKind.ComponentVersion,
                    v.Component,
                    v.Version,
                    v.Summary,
                    v.YankReason is null ? null : "yanked",
                    v.UploadedAt,
                    IsExact: true
                )
        );
    }
}
