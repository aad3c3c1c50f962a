using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Releases;

namespace Portal.Advisories;

/// <summary>What carries an advisory.</summary>
/// <param name="Affected">Versions of the component, greatest first.</param>
/// <param name="Fixed">Versions that are not affected and greater than one that is, greatest first.</param>
/// <param name="ReleaseCount">All releases that carry it.</param>
/// <param name="Releases">Last made first; one page.</param>
public sealed record CarriedAdvisory(
    IReadOnlyList<AffectedComponent> Affected,
    IReadOnlyList<string> Fixed,
    int ReleaseCount,
    Page<HoldingVersion> Releases
);

/// <summary>
/// Which component versions and releases carry an advisory. No database knows the order of versions: those of the one
/// component are compared here, and their releases come by an index.
/// </summary>
public sealed class AdvisoryReach(IDbContextFactory<PortalDb> factory, ReleaseUse releases)
{
    /// <param name="page">Of the releases; the key is that of <see cref="ReleaseUse"/>.</param>
    public async Task<CarriedAdvisory> FindAsync(
        Advisory advisory,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(advisory);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var all = await db.ComponentVersions()
            .Where(v => v.Component == advisory.Component)
            .Select(v => v.Version)
            .ToListAsync(cancellationToken);
        var sorted = all.Select(ComponentVersionNumber.Parse)
            .OrderDescending(ComponentVersionNumber.TotalOrder)
            .ToList();
        var affected = advisory.IsWithdrawn
            ? []
            : sorted
                .Select(v => AffectedComponents.Of(advisory, v.Text))
                .OfType<AffectedComponent>()
                .ToList();
        if (affected.Count == 0)
        {
            return new([], [], 0, new([], null));
        }

        var texts = affected.Select(a => a.Version).ToHashSet(StringComparer.Ordinal);
        var least = ComponentVersionNumber.Parse(affected[^1].Version);
        var (count, found) = await releases.HoldingAnyAsync(
            advisory.Component,
            texts,
            page,
            cancellationToken
        );
        return new(
            affected,
            [
                .. sorted
                    .Where(v => !texts.Contains(v.Text) && v.CompareTo(least) > 0)
                    .Select(v => v.Text),
            ],
            count,
            found
        );
    }
}
