using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Webhooks;
using Portal.Webhooks;

namespace Portal.Health;

/// <summary>Whether those that want to be told of releases and channels take what they are told.</summary>
internal sealed class WebhooksCheckup(IDbContextFactory<PortalDb> databases, TimeProvider clock)
    : ICheckup
{
    /// <summary>Receivers that restart or are full are back sooner.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromHours(1);

    public string Name => "webhooks";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // A ping is tried once, before the eyes of whoever sent it.
        var told = db.WebhookDeliveries().Where(d => d.Event != WebhookEvents.Ping);
        var hooks = await db.Webhooks()
            .OrderBy(w => w.Product)
            .ThenBy(w => w.Id)
            .Select(w => new
            {
                w.Id,
                w.Product,
                w.Url,
                // Of one webhook they go out in order: what is behind the first that waits waits for it.
                Waiting = told.Where(d => d.WebhookId == w.Id && d.EndedAt == null)
                    .OrderBy(d => d.Number)
                    .FirstOrDefault(),
                Ended = told.Where(d => d.WebhookId == w.Id && d.EndedAt != null)
                    .OrderByDescending(d => d.EndedAt)
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var limit = clock.GetUtcNow() - TooLong;
        var findings = new List<HealthFinding>();
        foreach (var hook in hooks)
        {
            // Where it leads beyond the host may be a secret of the receiver.
            var which = $"The webhook of {hook.Product} to {new Uri(hook.Url).Host}";
            var look =
                $"Ask whoever runs it, and look at it: gtp webhook deliveries {hook.Product} {hook.Id:D}";
            if (hook.Ended is { State: WebhookDeliveryStates.GivenUp } lost)
            {
                findings.Add(
                    HealthFinding.Warning(
                        $"{Name}.given-up",
                        $"{which} did not take its last message, which was given up. {lost.Error}",
                        $"{look}. Then send it again: gtp webhook resend"
                    )
                );
            }
            else if (hook.Waiting is { Error: { } error } late && late.CreatedAt < limit)
            {
                findings.Add(
                    HealthFinding.Warning(
                        $"{Name}.failing",
                        $"{which} has not taken a message for an hour. {error}",
                        look
                    )
                );
            }
        }

        if (findings.Count == 0)
        {
            findings.Add(
                HealthFinding.Ok(
                    Name,
                    hooks.Count == 0
                        ? "Nobody wants to be told."
                        : "Those that want to be told take what they are told."
                )
            );
        }

        return findings;
    }
}
