using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Images;
using Portal.Protocol;
using Portal.Releases;

namespace Portal.Search;

/// <summary>
/// Finds what has a digest: releases by their image and by their lock (which a disc carries as
/// <c>guest-tools/release.json</c>), component versions by their content.
/// </summary>
internal static class DigestSearch
{
    public static async Task<IReadOnlyList<HitGroup>> FindAsync(
        PortalDb db,
        DigestPrefix prefix,
        CancellationToken cancellationToken
    )
    {
        var (low, high) = prefix;
        var images = await db.Images()
            .Where(i => i.Sha256 >= low && i.Sha256 <= high)
            .OrderBy(i => i.Sha256)
            .Join(
                db.Releases(),
                i => i.ReleaseId,
                r => r.Id,
                (i, r) => new Row(i.Sha256!.Value, r.Product, r.Version, r.State, r.CreatedAt)
            )
            .Take(SearchService.MaxHits + 1)
            .ToListAsync(cancellationToken);
        var locks = await db.Releases()
            .Where(r => r.Lock >= low && r.Lock <= high)
            .OrderBy(r => r.Lock)
            .Select(r => new Row(r.Lock, r.Product, r.Version, r.State, r.CreatedAt))
            .Take(SearchService.MaxHits + 1)
            .ToListAsync(cancellationToken);
        var versions = await db.ComponentVersions()
            .Where(v => v.Content >= low && v.Content <= high)
            .OrderBy(v => v.Content)
            .ThenByOrdinal(db, v => v.Component)
            .ThenByOrdinal(db, v => v.Version)
            .Select(v => new Row(
                v.Content,
                v.Component,
                v.Version,
                v.YankReason == null ? null : "yanked",
                v.UploadedAt
            ))
            .Take(SearchService.MaxHits + 1)
            .ToListAsync(cancellationToken);
        return
        [
            Group(HitKind.Release, images, "SHA-256 of the ISO", prefix),
            Group(HitKind.Release, locks, "SHA-256 of release.json", prefix),
            Group(HitKind.ComponentVersion, versions, "content digest", prefix),
        ];
    }

    private static HitGroup Group(HitKind kind, List<Row> rows, string of, DigestPrefix prefix) =>
        SearchService.Group(
            kind,
            rows,
            r => new(kind, r.Name, r.Version, $"{of}: {r.Digest}", r.State, r.At, prefix.IsWhole)
        );

    private sealed record Row(
        Digest Digest,
        string Name,
        string Version,
        string? State,
        DateTimeOffset At
    );
}
