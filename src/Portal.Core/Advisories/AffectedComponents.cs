using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Protocol.Advisories;

namespace Portal.Advisories;

/// <summary>A component version that has a problem.</summary>
/// <param name="FixedIn">The version that has the fix; null: none yet.</param>
public sealed record AffectedComponent(
    string Component,
    string Version,
    string? FixedIn,
    Advisory Advisory
);

/// <summary>Which of some component versions have which problems: what their pages, and those of releases, have to show.</summary>
public sealed class AffectedComponents(IDbContextFactory<PortalDb> factory)
{
    /// <summary>One query, whatever their number; the worst first, of those the one that was published last.</summary>
    /// <param name="versions">Component and version.</param>
    public async Task<IReadOnlyList<AffectedComponent>> FindAsync(
        IReadOnlyCollection<(string Component, string Version)> versions,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(versions);
        if (versions.Count == 0)
        {
            return [];
        }

        var names = versions.Select(v => v.Component).Distinct().ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var advisories = await db.Advisories()
            .Standing()
            .Where(a => names.Contains(a.Component))
            .ToListAsync(cancellationToken);
        var held = versions.ToLookup(v => v.Component, v => v.Version);
        return
        [
            .. advisories
                .SelectMany(advisory =>
                    held[advisory.Component]
                        .Select(version => Of(advisory, version))
                        .OfType<AffectedComponent>()
                )
                .OrderByDescending(a => Severities.Rank(a.Advisory.Severity))
                .ThenByDescending(a => a.Advisory.PublishedAt)
                .ThenBy(a => a.Component, StringComparer.Ordinal),
        ];
    }

    /// <summary>Null when the version is not affected.</summary>
    internal static AffectedComponent? Of(Advisory advisory, string version)
    {
        var number = ComponentVersionNumber.Parse(version);
        return advisory.Versions.Holds(number)
            ? new(advisory.Component, version, advisory.Versions.FixOf(number)?.Text, advisory)
            : null;
    }
}
