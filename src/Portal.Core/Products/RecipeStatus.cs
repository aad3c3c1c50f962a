using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Packaging.Versions;

namespace Portal.Products;

/// <summary>A line of a recipe and what there is for it now.</summary>
/// <param name="Project">Null: no version was ever published.</param>
/// <param name="Newest">The greatest version that is not yanked, pre-releases left out; null when there is none.</param>
/// <param name="Taken">The greatest in the line's range: what a release would take. Null: nothing, hence no release.</param>
public sealed record RecipeLineStatus(
    RecipeLine Line,
    string? Project,
    string? Newest,
    string? Taken
)
{
    /// <summary>There is a newer one that the range leaves out.</summary>
    public bool IsHeldBack => Newest is not null && Taken is not null && Newest != Taken && IsNewer;

    private bool IsNewer =>
        ComponentVersionNumber.TotalOrder.Compare(
            ComponentVersionNumber.Parse(Newest!),
            ComponentVersionNumber.Parse(Taken!)
        ) > 0;
}

/// <summary>Looks a recipe's components up: what is newest, and what the ranges let in.</summary>
public sealed class RecipeStatus(IDbContextFactory<PortalDb> factory)
{
    /// <summary>In the order given.</summary>
    public async Task<IReadOnlyList<RecipeLineStatus>> OfAsync(
        IReadOnlyList<RecipeLine> lines,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(lines);
        var names = lines.Select(l => l.Name).ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var projects = await db.Components()
            .Where(c => names.Contains(c.Name))
            .ToDictionaryAsync(c => c.Name, c => c.Project, cancellationToken);
        var rows = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component) && v.YankReason == null)
            .Select(v => new { v.Component, v.Version })
            .ToListAsync(cancellationToken);
        var versions = rows.ToLookup(
            r => r.Component,
            r => ComponentVersionNumber.Parse(r.Version)
        );
        return
        [
            .. lines.Select(line => new RecipeLineStatus(
                line,
                projects.GetValueOrDefault(line.Name),
                Greatest(versions[line.Name], VersionRange.Any),
                Greatest(versions[line.Name], VersionRange.Parse(line.Range))
            )),
        ];
    }

    private static string? Greatest(
        IEnumerable<ComponentVersionNumber> versions,
        VersionRange range
    )
    {
        ComponentVersionNumber? greatest = null;
        foreach (var version in versions.Where(range.Contains))
        {
            if (
                greatest is not { } other
                || ComponentVersionNumber.TotalOrder.Compare(version, other) > 0
            )
            {
                greatest = version;
            }
        }

        return greatest?.Text;
    }
}
