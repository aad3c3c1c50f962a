using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Components;

/// <summary>Which versions were yanked, and why: what a release that holds one has to show.</summary>
public sealed class ComponentYanks(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Reasons by name and version, of the components named.</summary>
    public async Task<IReadOnlyDictionary<(string Name, string Version), string>> FindAsync(
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var yanked = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component) && v.YankReason != null)
            .Select(v => new
            {
                v.Component,
                v.Version,
                v.YankReason,
            })
            .ToListAsync(cancellationToken);
        return yanked.ToDictionary(v => (v.Component, v.Version), v => v.YankReason!);
    }
}
