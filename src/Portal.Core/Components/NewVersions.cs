using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Components;

/// <summary>What upstreams published last.</summary>
public sealed class NewVersions(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Last published first, of all components; yanked ones are left out.</summary>
    public async Task<IReadOnlyList<OwnedVersion>> ListAsync(
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.ComponentVersions()
            .Where(v => v.YankReason == null)
            .OrderByDescending(v => v.UploadedAt)
            .ThenBy(v => v.Component)
            .ThenBy(v => v.Version)
            .Take(take)
            .Join(
                db.Components(),
                v => v.Component,
                c => c.Name,
                (v, c) => new OwnedVersion(v, c.Project)
            )
            .ToListAsync(cancellationToken);
    }

    /// <summary>What the given component versions say of their changes: Markdown by name and version, of those that say something.</summary>
    public async Task<IReadOnlyDictionary<(string Name, string Version), string>> ChangesAsync(
        IReadOnlyCollection<(string Name, string Version)> wanted,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var names = wanted.Select(w => w.Name).Distinct().ToList();
        var versions = wanted.Select(w => w.Version).Distinct().ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await db.ComponentVersions()
            .Where(v =>
                names.Contains(v.Component) && versions.Contains(v.Version) && v.Changes != null
            )
            .Select(v => new
            {
                v.Component,
                v.Version,
                v.Changes,
            })
            .ToListAsync(cancellationToken);
        return rows.Where(r => wanted.Contains((r.Component, r.Version)))
            .ToDictionary(r => (r.Component, r.Version), r => r.Changes!);
    }
}
