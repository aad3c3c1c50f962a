using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Webhooks;
using Portal.Releases;

namespace Portal.Webhooks;

/// <summary>
/// Adds to a save what webhooks are to be told of it: they are told of everything that was written and of nothing else,
/// whatever is killed. Those who promote and withdraw know nothing of it.
/// <para>
/// It runs after the interceptor that seals the audit log, in its transaction and under its lock, which one commit after the
/// other holds: so messages are numbered in the order of the commits, and who is told is known for certain.
/// </para>
/// </summary>
internal sealed class WebhookOutbox(IOptions<WebhookOptions> options, TimeProvider clock)
    : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is PortalDb db)
        {
            // Looked at once: each look compares all that is tracked with what it was.
            var entries = db.ChangeTracker.Entries().ToList();
            var numberless = entries
                .Select(e => e.Entity)
                .OfType<WebhookDelivery>()
                .Where(d => d.Number == 0)
                .ToList();
            foreach (var (what, data) in OfChannels(entries).Concat(OfReleases(entries)))
            {
                numberless.AddRange(await AddAsync(db, what, data, cancellationToken));
            }

            await NumberAsync(db, numberless, cancellationToken);
        }

        return result;
    }

    internal static string BodyOf(string what, WebhookDataWire data, DateTimeOffset now) =>
        JsonSerializer.Serialize(
            new WebhookMessageWire(what, now, data),
            ProtocolJson.Default.WebhookMessageWire
        );

    private static IEnumerable<(string Event, WebhookDataWire Data)> OfChannels(
        List<EntityEntry> entries
    )
    {
        foreach (var entry in entries)
        {
            if (
                entry is { State: EntityState.Added, Entity: Promotion promotion }
                && WebhookEvents.OfChannel(promotion.Action) is { } what
            )
            {
                // Whoever writes a channel's history has changed the channel.
                var channel = entries
                    .Select(e => e.Entity)
                    .OfType<Channel>()
                    .Single(c => c.Id == promotion.ChannelId);
                yield return (
                    what,
                    new(
                        channel.Product,
                        promotion.To,
                        promotion.By,
                        channel.Name,
                        promotion.From,
                        promotion.Percent,
                        promotion.Comment
                    )
                );
            }
        }
    }

    private static IEnumerable<(string Event, WebhookDataWire Data)> OfReleases(
        List<EntityEntry> entries
    )
    {
        foreach (var entry in entries)
        {
            if (
                entry is { State: EntityState.Modified, Entity: Release release }
                && entry.OriginalValues.GetValue<string>(nameof(Release.State)) != release.State
                && WebhookEvents.OfRelease(release.State) is { } what
            )
            {
                yield return (
                    what,
                    new(
                        release.Product,
                        release.Version,
                        release.WithdrawnBy!,
                        Comment: release.Reason
                    )
                );
            }
        }
    }

    private async Task<IReadOnlyList<WebhookDelivery>> AddAsync(
        PortalDb db,
        string what,
        WebhookDataWire data,
        CancellationToken cancellationToken
    )
    {
        var hooks = await db.Webhooks()
            .Where(w => w.Product == data.Product)
            .Select(w => w.Id)
            .ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var body = BodyOf(what, data, now);
        var told = hooks
            .Select(hook => WebhookDelivery.Of(hook, what, body, options.Value.GiveUpAfter, now))
            .ToList();
        db.AddRange(told);
        return told;
    }

    /// <summary>What is told for the first time, or again, comes after all that its webhook was told before.</summary>
    private static async Task NumberAsync(
        PortalDb db,
        List<WebhookDelivery> numberless,
        CancellationToken cancellationToken
    )
    {
        if (numberless.Count == 0)
        {
            return;
        }

        var hooks = numberless.Select(d => d.WebhookId).Distinct().ToList();
        var last = await db.WebhookDeliveries()
            .Where(d => hooks.Contains(d.WebhookId))
            .GroupBy(d => d.WebhookId)
            .Select(g => new { g.Key, Number = g.Max(d => d.Number) })
            .ToDictionaryAsync(g => g.Key, g => g.Number, cancellationToken);
        foreach (var delivery in numberless)
        {
            delivery.Number = last[delivery.WebhookId] =
                last.GetValueOrDefault(delivery.WebhookId) + 1;
        }
    }
}
