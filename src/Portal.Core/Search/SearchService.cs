using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Products;
using Portal.Projects;
using Portal.Releases;

namespace Portal.Search;

#pragma warning disable CA1862 // these comparisons become SQL, which knows no StringComparison
/// <summary>
/// Finds things by name, title, summary, version and digest. It asks the tables of the concepts, which are its only source:
/// nothing is indexed beside them, so that nothing can be stale.
/// </summary>
public sealed class SearchService(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Hits of a kind that are given.</summary>
    public const int MaxHits = 20;

    /// <summary>Longer words are cut.</summary>
    public const int MaxWords = 100;

    /// <param name="words">Name, part of a name or title, <c>name version</c>, version, or 8 to 64 digits of a SHA-256.</param>
    public async Task<SearchResults> FindAsync(string? words, CancellationToken cancellationToken)
    {
        var text = (words ?? "").Trim();
        text = text.Length > MaxWords ? text[..MaxWords] : text;
        if (text.Length == 0)
        {
            return new("", IsDigest: false, []);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var groups = new List<HitGroup>();
        var digest = DigestPrefix.Read(text);
        if (digest is not null)
        {
            groups.AddRange(await DigestSearch.FindAsync(db, digest, cancellationToken));
        }

        if (digest is null || digest.High != digest.Low)
        {
            groups.AddRange(await NamesAsync(db, text, cancellationToken));
        }

        return new(text, digest is not null, Merge(groups));
    }

    private static async Task<IEnumerable<HitGroup>> NamesAsync(
        PortalDb db,
        string text,
        CancellationToken cancellationToken
    )
    {
        var named = NamedVersion.Read(text);
        var lower = text.ToLowerInvariant();
        return
        [
            await ProductsAsync(db, lower, cancellationToken),
            await VersionSearch.ReleasesAsync(db, named, cancellationToken),
            await ComponentsAsync(db, lower, cancellationToken),
            await VersionSearch.ComponentVersionsAsync(db, named, cancellationToken),
            await ProjectsAsync(db, lower, cancellationToken),
        ];
    }

    private static async Task<HitGroup> ProductsAsync(
        PortalDb db,
        string text,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.Products()
            .Where(p => p.Name.Contains(text) || p.Title.ToLower().Contains(text))
            .OrderBy(p =>
                p.Name == text ? 0
                : p.Name.StartsWith(text) ? 1
                : p.Name.Contains(text) ? 2
                : 3
            )
            .ThenByOrdinal(db, p => p.Name)
            .Select(p => new { p.Name, p.Title })
            .Take(MaxHits + 1)
            .ToListAsync(cancellationToken);
        return Group(
            HitKind.Product,
            rows,
            p => new(HitKind.Product, p.Name, null, p.Title, null, null, p.Name == text)
        );
    }

    private static async Task<HitGroup> ProjectsAsync(
        PortalDb db,
        string text,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.Projects()
            .Where(p => p.Name.Contains(text) || p.Title.ToLower().Contains(text))
            .OrderBy(p =>
                p.Name == text ? 0
                : p.Name.StartsWith(text) ? 1
                : p.Name.Contains(text) ? 2
                : 3
            )
            .ThenByOrdinal(db, p => p.Name)
            .Select(p => new { p.Name, p.Title })
            .Take(MaxHits + 1)
            .ToListAsync(cancellationToken);
        return Group(
            HitKind.Project,
            rows,
            p => new(HitKind.Project, p.Name, null, p.Title, null, null, p.Name == text)
        );
    }

    private static async Task<HitGroup> ComponentsAsync(
        PortalDb db,
        string text,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.Components()
            .Where(c =>
                c.Name.Contains(text)
                || db.ComponentVersions()
                    .Any(v => v.Component == c.Name && v.Summary.ToLower().Contains(text))
            )
            .OrderBy(c =>
                c.Name == text ? 0
                : c.Name.StartsWith(text) ? 1
                : c.Name.Contains(text) ? 2
                : 3
            )
            .ThenByOrdinal(db, c => c.Name)
            .Select(c => new
            {
                c.Name,
                Summary = db.ComponentVersions()
                    .Where(v => v.Component == c.Name)
                    .OrderByDescending(v => v.UploadedAt)
                    .Select(v => v.Summary)
                    .FirstOrDefault(),
            })
            .Take(MaxHits + 1)
            .ToListAsync(cancellationToken);
        return Group(
            HitKind.Component,
            rows,
            c => new(HitKind.Component, c.Name, null, c.Summary, null, null, c.Name == text)
        );
    }

    internal static HitGroup Group<T>(HitKind kind, List<T> rows, Func<T, Hit> map) =>
        new(kind, [.. rows.Take(MaxHits).Select(map)], rows.Count > MaxHits);

    /// <summary>Eight digits can be a name as well: what both ways find of a kind is one group, each thing once.</summary>
    private static List<HitGroup> Merge(IEnumerable<HitGroup> groups) =>
        [
            .. groups
                .Where(g => g.Hits.Count > 0)
                .GroupBy(g => g.Kind)
                .OrderBy(g => g.Key)
                .Select(g => new HitGroup(
                    g.Key,
                    [.. g.SelectMany(x => x.Hits).DistinctBy(h => (h.Name, h.Version))],
                    g.Any(x => x.HasMore)
                )),
        ];
}
