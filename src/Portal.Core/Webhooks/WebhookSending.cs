using System.Security.Authentication;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol.Webhooks;

namespace Portal.Webhooks;

/// <summary>
/// The job that tells webhooks what they are to be told, and tries again where nobody took it. It is one job for all of
/// them: receivers that do not answer never take more than one worker from the work that releases wait for.
/// </summary>
internal sealed partial class WebhookSending(
    IDbContextFactory<PortalDb> factory,
    GuardedClient client,
    IOptions<WebhookOptions> options,
    JobMetrics jobs,
    TimeProvider clock,
    ILogger<WebhookSending> log
) : IWorkSource
{
    public const string WorkKind = "tell-webhooks";

    /// <summary>How many are told side by side, each webhook in its order.</summary>
    private const int AtOnce = 16;

    /// <summary>After this long other work has its turn, and the next sweep goes on.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    private static readonly Guid TheId = new("0193a000-0000-7000-8000-7765626b6f6b");

    public string Kind => WorkKind;

    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return [];
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await Due(db).AnyAsync(cancellationToken) ? [TheId] : [];
    }

    public async Task<WorkQueue> QueueAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return new(0, OldestDueAt: null);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return new(
            await Due(db).CountAsync(cancellationToken),
            await Due(db).MinAsync(d => (DateTimeOffset?)d.NextAt, cancellationToken)
        );
    }

    public async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (options.Value.Enabled && clock.GetElapsedTime(start) < Turn)
        {
            List<Guid> due;
            await using (var db = await factory.CreateDbContextAsync(cancellationToken))
            {
                due = await Due(db)
                    .OrderBy(d => d.NextAt)
                    .Select(d => d.Id)
                    .Take(AtOnce)
                    .ToListAsync(cancellationToken);
            }

            if (due.Count == 0)
            {
                break;
            }

            await Task.WhenAll(due.Select(d => TellAsync(d, cancellationToken)));
        }

        await ForgetAsync(cancellationToken);
    }

    /// <summary>
    /// Of each webhook the first that waits, where its time has come: the next is told when that one was taken or given up.
    /// A ping waits for nothing, and nothing for it.
    /// </summary>
    private IQueryable<WebhookDelivery> Due(PortalDb db)
    {
        var now = clock.GetUtcNow();
        var waiting = db.WebhookDeliveries().Where(d => d.EndedAt == null);
        return waiting.Where(d =>
            d.NextAt <= now
            && (
                d.Event == WebhookEvents.Ping
                || !waiting.Any(o =>
                    o.WebhookId == d.WebhookId
                    && o.Number < d.Number
                    && o.Event != WebhookEvents.Ping
                )
            )
        );
    }

    private async Task TellAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var delivery = await db.Set<WebhookDelivery>()
            .SingleOrDefaultAsync(d => d.Id == id && d.EndedAt == null, cancellationToken);
        if (
            delivery is null
            || await db.Webhooks()
                .SingleOrDefaultAsync(w => w.Id == delivery.WebhookId, cancellationToken)
                is not { } hook
        )
        {
            return;
        }

        var (status, error) = await SendAsync(hook, delivery, cancellationToken);
        var now = clock.GetUtcNow();
        if (error is null)
        {
            delivery.Succeed(status!.Value, now);
        }
        else
        {
            delivery.Fail(status, error, now);
        }

        try
        {
            // It was sent: a shutdown must not make it be sent again for nothing.
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The webhook was removed meanwhile, and its messages with it; or another node was faster.
            return;
        }

        if (error is not null)
        {
            var givenUp = delivery.State == WebhookDeliveryStates.GivenUp;
            jobs.CountFailure(WorkKind, givenUp);
            Log.Failed(log, delivery.MessageId, hook.Id, hook.Product, delivery.State, error);
        }
    }

    private async Task<(int? Status, string? Error)> SendAsync(
        Webhook hook,
        WebhookDelivery delivery,
        CancellationToken cancellationToken
    )
    {
        var timestamp = WebhookSignature.TimestampOf(clock.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url)
        {
            Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(WebhookSignature.IdHeader, delivery.MessageId);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            WebhookSignature.SignatureHeader,
            WebhookSignature.Of(hook.Secret, delivery.MessageId, timestamp, delivery.Body)
        );
        request.Headers.UserAgent.ParseAdd("guest-tools-portal");
        try
        {
            var status = await client.SendAsync(request, cancellationToken);
            return status switch
            {
                >= 200 and < 300 => (status, null),
                >= 300 and < 400 => (status, $"Answered {status}: redirects are not followed."),
                _ => (status, $"Answered {status}."),
            };
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException)
        {
            // The message of what wraps it says to see what is in it.
            return (null, (e.InnerException as AuthenticationException ?? e).Message);
        }
    }

    /// <summary>What was looked at long enough. The last one stays: the next takes its number from it.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - options.Value.Keep;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Set<WebhookDelivery>()
            .Where(d =>
                d.EndedAt != null
                && d.EndedAt < before
                && db.Set<WebhookDelivery>()
                    .Any(o => o.WebhookId == d.WebhookId && o.Number > d.Number)
            )
            .ExecuteDeleteAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1801,
            LogLevel.Warning,
            "Message {Message} was not taken by webhook {Webhook} of {Product} and is {State}: {Reason}"
        )]
        public static partial void Failed(
            ILogger logger,
            string message,
            Guid webhook,
            string product,
            string state,
            string reason
        );
    }
}
