using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Packaging.Versions;

namespace Portal.Releases;

/// <summary>Gives releases of a portal from before <see cref="Release.VersionKey"/> theirs.</summary>
internal sealed class ReleaseOrderUpgrade : IRowUpgrade
{
    public async Task RunAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var rows = await db.Releases()
            .Where(r => r.VersionKey == null)
            .Select(r => new { r.Id, r.Version })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            // A version that ends with '-' was once let in and is none: it comes first.
            var key = ComponentVersionNumber.TryParse(row.Version, out var number)
                ? number.SortKey
                : "";
            await db.Set<Release>()
                .Where(r => r.Id == row.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.VersionKey, key), cancellationToken);
        }
    }
}
