using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Advisories;
using Portal.Channels;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Advisories;
using Portal.Protocol.Rollouts;
using Portal.Releases;
using Portal.Trust.Tuf.Repository;
using Pointed = Portal.Channels.PointedRelease;

namespace Portal.Updates;

/// <summary>
/// What hosts are told of security: which advisories the releases that a channel ever handed out carry, and from which of them
/// on they do not. Asked for at every look at the channels, so what was found stays until an advisory or the channel changes.
/// </summary>
internal sealed class KnownFixes(IDbContextFactory<PortalDb> factory) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private long _seen = -1;
    private Dictionary<Guid, (long Revision, IReadOnlyList<ChannelFixes> Fixes)> _found = [];

    /// <summary>By the id of the channel: of its release, and of the one before, while the pointer waits for a signature.</summary>
    public async Task<ILookup<Guid, ChannelFixes>> FindAsync(
        IReadOnlyCollection<ChannelView> views,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            // Each advisory that is new and each change of one adds to it.
            var state = await db.Advisories().SumAsync(a => a.Revision, cancellationToken);
            if (state != _seen)
            {
                (_found, _seen) = ([], state);
            }

            var changed = views
                .Where(v =>
                    v.Release is not null
                    && (
                        !_found.TryGetValue(v.Channel.Id, out var known)
                        || known.Revision != v.Channel.Revision
                    )
                )
                .ToList();
            if (state > 0 && changed.Count > 0)
            {
                await ReadAsync(db, changed, cancellationToken);
            }

            return _found
                .SelectMany(f => f.Value.Fixes, (f, fixes) => (f.Key, Fixes: fixes))
                .ToLookup(f => f.Key, f => f.Fixes);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task ReadAsync(
        PortalDb db,
        List<ChannelView> views,
        CancellationToken cancellationToken
    )
    {
        var advisories = await db.Advisories().Standing().ToListAsync(cancellationToken);
        var names = advisories.Select(a => a.Component).Distinct().ToList();
        var channels = views.Select(v => v.Channel.Id).ToList();
        var pointed = (
            await db.Promotions()
                .Where(p => channels.Contains(p.ChannelId) && p.ToId != null)
                .Select(p => new { p.ChannelId, Release = p.ToId!.Value })
                .Distinct()
                .ToListAsync(cancellationToken)
        ).ToLookup(p => p.ChannelId, p => p.Release);
        var ids = pointed.SelectMany(p => p).Distinct().ToList();
        var versions = await db.Releases()
            .Where(r => ids.Contains(r.Id))
            .Select(r => new { r.Id, r.Version })
            .ToDictionaryAsync(
                r => r.Id,
                r => ComponentVersionNumber.Parse(r.Version),
                cancellationToken
            );
        var held = (
            await db.Releases()
                .Where(r => ids.Contains(r.Id))
                .SelectMany(
                    r => r.Components,
                    (r, c) =>
                        new
                        {
                            r.Id,
                            c.Name,
                            c.Version,
                        }
                )
                .Where(c => names.Contains(c.Name))
                .ToListAsync(cancellationToken)
        ).ToDictionary(c => (c.Id, c.Name), c => c.Version);
        foreach (var view in views)
        {
            var handed = pointed[view.Channel.Id]
                .Where(versions.ContainsKey)
                .OrderBy(id => versions[id], ComponentVersionNumber.TotalOrder)
                .ToList();
            _found[view.Channel.Id] = (
                view.Channel.Revision,
                [
                    .. new[] { view.Release, view.Previous }
                        .OfType<Pointed>()
                        .DistinctBy(p => p.Sha256)
                        .Select(p => Of(p, handed))
                        .OfType<ChannelFixes>(),
                ]
            );
        }

        ChannelFixes? Of(Pointed release, List<Guid> handed)
        {
            var upTo = ComponentVersionNumber.Parse(release.Version);
            var way = handed
                .Where(id => ComponentVersionNumber.TotalOrder.Compare(versions[id], upTo) <= 0)
                .ToList();
            return Cut(
                release.Sha256,
                [
                    .. advisories
                        .Select(a => (Advisory: a, Fix: FixOf(a, way)))
                        .Where(a => a.Fix is not null)
                        .OrderByDescending(a => Severities.Rank(a.Advisory.Severity))
                        .ThenByDescending(a => a.Advisory.PublishedAt)
                        .ThenBy(a => a.Advisory.Id)
                        .Select(a => a.Fix!),
                ]
            );
        }

        // The way ends with the release that is spoken of.
        ChannelFix? FixOf(Advisory advisory, List<Guid> way)
        {
            var first = way.FindIndex(Carries);
            if (first < 0)
            {
                return null;
            }

            var last = way.FindLastIndex(Carries);
            var number = ComponentVersionNumber.Parse(held[(way[last], advisory.Component)]);
            return new(
                advisory.Name,
                advisory.Severity,
                advisory.Component,
                versions[way[first]].Text,
                last + 1 < way.Count ? versions[way[last + 1]].Text : null,
                advisory.Versions.FixOf(number)?.Text
            );

            bool Carries(Guid id) =>
                held.TryGetValue((id, advisory.Component), out var version)
                && advisory.Versions.Holds(ComponentVersionNumber.Parse(version));
        }
    }

    /// <summary>As much as a file of this role may hold; the worst is at the front. Null where there is nothing to tell.</summary>
    private static ChannelFixes? Cut(Digest image, IReadOnlyList<ChannelFix> all)
    {
        if (all.Count == 0)
        {
            return null;
        }

        for (var told = Math.Min(all.Count, ChannelFixes.MaxAdvisories); ; told--)
        {
            var fixes = new ChannelFixes(image, [.. all.Take(told)], all.Count - told);
            if (Write(fixes).Length <= UpdateRoles.MaxRolloutLength)
            {
                return fixes;
            }
        }
    }

    internal static byte[] Write(ChannelFixes fixes) =>
        JsonSerializer.SerializeToUtf8Bytes(fixes, ProtocolJson.Default.ChannelFixes);
}
