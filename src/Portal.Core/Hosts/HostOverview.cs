using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Channels;
using Portal.Protocol.Hosts;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Hosts;

/// <summary>Counts the hosts of a product. Nobody is shown a single one.</summary>
public sealed class HostOverview(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    TimeProvider clock
)
{
    /// <summary>Most days that are given.</summary>
    public const int MostDays = 400;

    /// <param name="channel">Only hosts that follow this one; null: all that the caller sees.</param>
    /// <param name="days">How many days back, 1 to <see cref="MostDays"/>.</param>
    public async Task<Result<HostCountsWire>> CountAsync(
        Caller caller,
        string product,
        string? channel,
        int days,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        var sight = await HostSight.OfAsync(caller, product, board, cancellationToken);
        if (channel is not null)
        {
            sight = sight?.Only(channel);
        }

        if (sight is null)
        {
            return HostErrors.Forbidden.With(
                channel is null
                    ? $"You have no part in {product}."
                    : $"You have no part in the channel {channel} of {product}."
            );
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Products().AnyAsync(p => p.Name == product, cancellationToken))
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.");
        }

        var now = clock.GetUtcNow();
        var since = now - HostOptions.SilentAfter;
        var hosts = sight.Of(db.EnrolledHosts().Where(h => h.Product == product));
        var heard = hosts.Where(h => h.ReportedAt != null && h.HeardAt > since);
        var groups = await GroupsAsync(db, product, heard, cancellationToken);
        var failures = await heard
            .Where(h => h.Error != null)
            .GroupBy(h => h.Error!)
            .Select(g => new HostFailureWire(g.Key, g.Count()))
            .ToListAsync(cancellationToken);
        return new HostCountsWire(
            product,
            groups.Sum(g => g.Hosts),
            groups.Where(g => g.Standing == HostStandings.Behind).Sum(g => g.Hosts),
            await hosts.CountAsync(
                h => h.ReportedAt != null && h.HeardAt <= since,
                cancellationToken
            ),
            await hosts.CountAsync(h => h.ReportedAt == null, cancellationToken),
            groups,
            [
                .. failures
                    .OrderByDescending(f => f.Hosts)
                    .ThenBy(f => f.Error, StringComparer.Ordinal),
            ],
            await DaysAsync(db, product, sight, now, days, cancellationToken)
        );
    }

    private async Task<List<HostGroupWire>> GroupsAsync(
        PortalDb db,
        string product,
        IQueryable<EnrolledHost> heard,
        CancellationToken cancellationToken
    )
    {
        var rows = await heard
            .GroupBy(h => new { h.Channel, h.Holds })
            .Select(g => new
            {
                g.Key.Channel,
                g.Key.Holds,
                Hosts = g.Count(),
                Pinned = g.Count(h => h.Pinned != null),
                Failing = g.Count(h => h.Error != null),
            })
            .ToListAsync(cancellationToken);
        var versions = rows.Select(r => r.Holds).Distinct().ToList();
        var withdrawn = await db.Releases()
            .Where(r =>
                r.Product == product
                && versions.Contains(r.Version)
                && (r.State == ReleaseStates.Withdrawn || r.State == ReleaseStates.Removed)
            )
            .Select(r => r.Version)
            .ToListAsync(cancellationToken);
        var views = await board.OfProductAsync(product, cancellationToken);
        var order = views.Select((v, i) => (v.Channel.Name, i)).ToDictionary();
        return
        [
            .. rows.Select(r => new HostGroupWire(
                    r.Channel!,
                    r.Holds!,
                    withdrawn.Contains(r.Holds!)
                        ? HostStandings.Withdrawn
                        : Standing(
                            r.Holds!,
                            views.FirstOrDefault(v => v.Channel.Name == r.Channel)
                        ),
                    r.Hosts,
                    r.Pinned,
                    r.Failing
                ))
                .OrderBy(g => order.GetValueOrDefault(g.Channel, int.MaxValue))
                .ThenByDescending(g => g.Version, HeldOrder.Instance),
        ];
    }

    /// <summary>
    /// To what the channel points to; while that is halted or rolled back, to what is handed out in its place.
    /// </summary>
    private static string Standing(string holds, ChannelView? view)
    {
        var wanted = view?.Channel.Rollout is RolloutStates.Running or RolloutStates.Paused
            ? view.Channel.Version
            : view?.HandedOut?.Version;
        return holds == HeldImages.Nothing ? HostStandings.Nothing
            : holds == HeldImages.Other || wanted is null ? HostStandings.Unknown
            : holds == wanted ? HostStandings.Current
            : ChannelGates.IsOlder(holds, wanted) ? HostStandings.Behind
            : HostStandings.Ahead;
    }

    private static async Task<IReadOnlyList<HostDayWire>> DaysAsync(
        PortalDb db,
        string product,
        HostSight sight,
        DateTimeOffset now,
        int days,
        CancellationToken cancellationToken
    )
    {
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1 - days);
        var counts = db.HostCounts().Where(c => c.Product == product && c.Day >= from);
        if (sight.Channels is { } channels)
        {
            counts = counts.Where(c => channels.Contains(c.Channel));
        }

        return await counts
            .OrderBy(c => c.Day)
            .ThenBy(c => c.Channel)
            .ThenBy(c => c.Version)
            .Select(c => new HostDayWire(c.Day, c.Channel, c.Version, c.Hosts))
            .ToListAsync(cancellationToken);
    }
}
