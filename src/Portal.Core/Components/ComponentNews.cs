using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Packaging.Versions;

namespace Portal.Components;

/// <summary>A way from one version of a component to a greater one.</summary>
/// <param name="After">Where one is, not included; null: nowhere, and only the goal itself is told of.</param>
/// <param name="UpTo">The goal.</param>
public sealed record VersionSpan(string Component, string? After, string UpTo);

/// <summary>What a version says is new in it.</summary>
/// <param name="Changes">Markdown; null when it says nothing.</param>
public sealed record VersionNews(string Component, string Version, string? Changes);

/// <summary>Joins what the versions on a way say is new.</summary>
public sealed class ComponentNews(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Of one component; who is further behind reads on its page.</summary>
    private const int MaxVersions = 20;

    /// <summary>In the order of the spans, newest first within each. Yanked versions are left out but for the goal.</summary>
    public async Task<IReadOnlyList<VersionNews>> BetweenAsync(
        IReadOnlyList<VersionSpan> spans,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(spans);
        var names = spans.Select(s => s.Component).ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var all = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component))
            .Select(v => new
            {
                v.Component,
                v.Version,
                IsYanked = v.YankReason != null,
            })
            .ToListAsync(cancellationToken);
        var byName = all.ToLookup(v => v.Component);
        var passed = spans
            .SelectMany(span =>
                byName[span.Component]
                    .Where(v =>
                        v.Version == span.UpTo || (!v.IsYanked && IsBetween(v.Version, span))
                    )
                    .OrderByDescending(
                        v => ComponentVersionNumber.Parse(v.Version),
                        ComponentVersionNumber.TotalOrder
                    )
                    .Take(MaxVersions)
                    .Select(v => (v.Component, v.Version))
            )
            .ToList();

        // Texts are long: only those that are told are read.
        var versions = passed.Select(v => v.Version).Distinct().ToList();
        var texts = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component) && versions.Contains(v.Version))
            .Select(v => new
            {
                v.Component,
                v.Version,
                v.Changes,
            })
            .ToDictionaryAsync(v => (v.Component, v.Version), v => v.Changes, cancellationToken);
        return
        [
            .. passed.Select(v => new VersionNews(
                v.Component,
                v.Version,
                texts.GetValueOrDefault(v)
            )),
        ];
    }

    private static bool IsBetween(string version, VersionSpan span)
    {
        if (span.After is null)
        {
            return false;
        }

        var number = ComponentVersionNumber.Parse(version);
        var order = ComponentVersionNumber.TotalOrder;
        return order.Compare(number, ComponentVersionNumber.Parse(span.After)) > 0
            && order.Compare(number, ComponentVersionNumber.Parse(span.UpTo)) < 0;
    }
}
