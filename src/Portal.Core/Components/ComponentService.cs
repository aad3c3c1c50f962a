using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Components;

/// <param name="Newest">By Debian's order, of those that are not yanked; null when all are.</param>
/// <param name="Summary">Of the newest.</param>
/// <param name="Versions">Yanked ones too.</param>
public sealed record ComponentOverview(
    Component Component,
    string? Newest,
    string? Summary,
    int Versions
);

/// <summary>A version and whose it is.</summary>
public sealed record OwnedVersion(ComponentVersion Version, string Project);

/// <summary>Finds components and their versions, and yanks.</summary>
public sealed class ComponentService(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>By name.</summary>
    public async Task<Page<ComponentOverview>> ListAsync(
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var query = db.Components();
        if (page.After is { } after)
        {
            query = query.Where(c => string.Compare(c.Name, after) > 0);
        }

        var rows = await query.OrderBy(c => c.Name).Take(page.Take).ToListAsync(cancellationToken);
        var cut = PageOf.Cut(rows, page, c => c.Name);
        return new(await OverviewAsync(db, cut.Items, cancellationToken), cut.Next);
    }

    public async Task<ComponentOverview?> FindAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Components().Where(c => c.Name == name).ToListAsync(cancellationToken);
        return (await OverviewAsync(db, found, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Components of one project, by name.</summary>
    /// <param name="most">No more than these.</param>
    public async Task<IReadOnlyList<ComponentOverview>> OfProjectAsync(
        string project,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Components()
            .Where(c => c.Project == project)
            .OrderBy(c => c.Name)
            .Take(most)
            .ToListAsync(cancellationToken);
        return await OverviewAsync(db, found, cancellationToken);
    }

    /// <summary>Names of the projects' components by project, in order.</summary>
    public async Task<ILookup<string, string>> NamesOfAsync(
        IReadOnlyCollection<string> projects,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Components()
            .Where(c => projects.Contains(c.Project))
            .Select(c => new { c.Project, c.Name })
            .ToListAsync(cancellationToken);
        return rows.OrderBy(c => c.Name, StringComparer.Ordinal)
            .ToLookup(c => c.Project, c => c.Name);
    }

    /// <summary>Newest first; null when there is no such component.</summary>
    public async Task<Page<OwnedVersion>?> VersionsAsync(
        string name,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var component = await db.Components()
            .SingleOrDefaultAsync(c => c.Name == name, cancellationToken);
        if (component is null)
        {
            return null;
        }

        // No database knows Debian's order; one component's versions are few, but their texts may be long.
        var texts = await db.ComponentVersions()
            .Where(v => v.Component == name)
            .Select(v => v.Version)
            .ToListAsync(cancellationToken);
        var sorted = texts
            .Select(ComponentVersionNumber.Parse)
            .OrderDescending(ComponentVersionNumber.TotalOrder)
            .Where(v => IsAfter(v, page.After))
            .Take(page.Take)
            .Select(v => v.Text)
            .ToList();
        var cut = PageOf.Cut(sorted, page, text => text);
        var rows = await db.ComponentVersions()
            .Where(v => v.Component == name && cut.Items.Contains(v.Version))
            .ToDictionaryAsync(v => v.Version, cancellationToken);
        return new(
            [.. cut.Items.Select(text => new OwnedVersion(rows[text], component.Project))],
            cut.Next
        );
    }

    public async Task<OwnedVersion?> FindVersionAsync(
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ComponentVersions()
            .Where(v => v.Component == name && v.Version == version)
            .Join(
                db.Components(),
                v => v.Component,
                c => c.Name,
                (v, c) => new OwnedVersion(v, c.Project)
            )
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Takes a version out of resolution. Maintainers of its project and administrators; the same reason again changes
    /// nothing.
    /// </summary>
    public async Task<Result<OwnedVersion>> YankAsync(
        Caller caller,
        string name,
        string version,
        string reason,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(reason);
        if (await FindVersionAsync(name, version, cancellationToken) is not { } found)
        {
            return ComponentErrors.VersionNotFound.With($"There is no {name} {version}.");
        }

        if (!caller.May(found.Project, Roles.ProjectMaintainer))
        {
            return AccessErrors.Forbidden.With(
                $"Only maintainers of {found.Project} and administrators yank its components."
            );
        }

        reason = reason.Trim();
        if (reason.Length is 0 or > ComponentVersion.ReasonLength)
        {
            return ComponentErrors.InvalidReason.With($"This one has {reason.Length}.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<ComponentVersion>()
            .SingleAsync(v => v.Component == name && v.Version == version, cancellationToken);
        if (row.IsYanked)
        {
            return row.YankReason == reason
                ? new OwnedVersion(row, found.Project)
                : ComponentErrors.AlreadyYanked.With(
                    $"{row.YankedBy} yanked {name} {version}: {row.YankReason}"
                );
        }

        row.Yank(reason, caller.Name, clock.GetUtcNow());
        db.Audit(caller, "component.yank", $"{name}/{version}", reason);
        await db.SaveChangesAsync(cancellationToken);
        return new OwnedVersion(row, found.Project);
    }

    private static bool IsAfter(ComponentVersionNumber version, string? cursor) =>
        cursor is null
        || (
            ComponentVersionNumber.TryParse(cursor, out var last)
            && ComponentVersionNumber.TotalOrder.Compare(version, last) < 0
        );

    private static async Task<IReadOnlyList<ComponentOverview>> OverviewAsync(
        PortalDb db,
        IReadOnlyList<Component> components,
        CancellationToken cancellationToken
    )
    {
        var names = components.Select(c => c.Name).ToList();
        var all = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component))
            .Select(v => new
            {
                v.Component,
                v.Version,
                v.Summary,
                IsYanked = v.YankReason != null,
            })
            .ToListAsync(cancellationToken);
        var versions = all.ToLookup(v => v.Component);
        return
        [
            .. components.Select(c =>
            {
                var newest = versions[c.Name]
                    .Where(v => !v.IsYanked)
                    .MaxBy(
                        v => ComponentVersionNumber.Parse(v.Version),
                        ComponentVersionNumber.TotalOrder
                    );
                return new ComponentOverview(
                    c,
                    newest?.Version,
                    newest?.Summary,
                    versions[c.Name].Count()
                );
            }),
        ];
    }
}
