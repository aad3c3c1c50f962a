using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Components;

/// <summary>What the versions of a release say together. One query, whatever their number.</summary>
public sealed class ComponentSets(IDbContextFactory<PortalDb> factory)
{
    /// <summary>SPDX expressions, each once, in order.</summary>
    /// <param name="versions">Component and version.</param>
    public async Task<IReadOnlyList<string>> LicensesAsync(
        IReadOnlyCollection<(string Component, string Version)> versions,
        CancellationToken cancellationToken
    )
    {
        var (names, texts) = Split(versions);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component) && texts.Contains(v.Version))
            .Select(v => new
            {
                v.Component,
                v.Version,
                v.License,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Where(v => versions.Contains((v.Component, v.Version)))
                .Select(v => v.License)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Drivers that an entry offers, by component and path.</summary>
    /// <param name="versions">Component and version.</param>
    public async Task<IReadOnlyList<ComponentDriver>> DriversAsync(
        IReadOnlyCollection<(string Component, string Version)> versions,
        CancellationToken cancellationToken
    )
    {
        var (names, texts) = Split(versions);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await db.ComponentDrivers()
            .Where(d =>
                d.Offered != null && names.Contains(d.Component) && texts.Contains(d.Version)
            )
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Where(d => versions.Contains((d.Component, d.Version)))
                .OrderBy(d => d.Component, StringComparer.Ordinal)
                .ThenBy(d => d.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Pairs are no words of a query: each half narrows it, and the pairs are compared here.</summary>
    private static (List<string> Names, List<string> Versions) Split(
        IReadOnlyCollection<(string Component, string Version)> versions
    )
    {
        ArgumentNullException.ThrowIfNull(versions);
        return (
            [.. versions.Select(v => v.Component).Distinct()],
            [.. versions.Select(v => v.Version).Distinct()]
        );
    }
}
