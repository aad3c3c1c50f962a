using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Protocol.Webhooks;

namespace Portal.Webhooks;

/// <summary>What a webhook was told and is to be told: looked at, sent again, tried out.</summary>
public sealed class WebhookMessages(
    IDbContextFactory<PortalDb> factory,
    WorkNudge nudge,
    IOptions<WebhookOptions> options,
    TimeProvider clock
)
{
    /// <summary>Last first.</summary>
    /// <param name="page">The key is the number of a message.</param>
    public async Task<Result<Page<WebhookDelivery>>> ListAsync(
        Caller caller,
        string product,
        Guid webhook,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (
            !(
                await WebhookService.RequireAsync(db, caller, product, webhook, cancellationToken)
            ).TryGet(out _, out var error)
        )
        {
            return error;
        }

        var query = db.WebhookDeliveries().Where(d => d.WebhookId == webhook);
        if (
            long.TryParse(
                page.After,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var after
            )
        )
        {
            query = query.Where(d => d.Number < after);
        }

        var rows = await query
            .OrderByDescending(d => d.Number)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, d => d.Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="message">As <see cref="WebhookDelivery.MessageId"/> has it.</param>
    public async Task<Result<WebhookDelivery>> FindAsync(
        Caller caller,
        string product,
        Guid webhook,
        string message,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (
            !(
                await WebhookService.RequireAsync(db, caller, product, webhook, cancellationToken)
            ).TryGet(out _, out var error)
        )
        {
            return error;
        }

        return await FindAsync(db, webhook, message, cancellationToken) is { } found
            ? found
            : NoSuch(message);
    }

    /// <summary>Sends a message that says nothing, at once and once, whatever else waits.</summary>
    public async Task<Result<WebhookDelivery>> PingAsync(
        Caller caller,
        string product,
        Guid webhook,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (
            !(
                await WebhookService.RequireAsync(db, caller, product, webhook, cancellationToken)
            ).TryGet(out var hook, out var error)
        )
        {
            return error;
        }

        var now = clock.GetUtcNow();
        var data = new WebhookDataWire(product, Release: null, caller.Name);
        var ping = WebhookDelivery.Of(
            webhook,
            WebhookEvents.Ping,
            WebhookOutbox.BodyOf(WebhookEvents.Ping, data, now),
            patience: TimeSpan.Zero,
            now
        );
        db.Add(ping);
        WebhookService.Audit(db, caller, "webhook.ping", hook);
        await db.SaveChangesAsync(cancellationToken);
        nudge.Nudge();
        return ping;
    }

    /// <summary>
    /// Sends a message again, the same to the byte and with its id: one that waits at once and in its place, one that was
    /// taken or given up after all that wait.
    /// </summary>
    public async Task<Result<WebhookDelivery>> SendAgainAsync(
        Caller caller,
        string product,
        Guid webhook,
        string message,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (
            !(
                await WebhookService.RequireAsync(db, caller, product, webhook, cancellationToken)
            ).TryGet(out var hook, out var error)
        )
        {
            return error;
        }

        if (await FindAsync(db, webhook, message, cancellationToken) is not { } found)
        {
            return NoSuch(message);
        }

        found.SendAgain(
            found.Event == WebhookEvents.Ping ? TimeSpan.Zero : options.Value.GiveUpAfter,
            clock.GetUtcNow()
        );
        WebhookService.Audit(db, caller, "webhook.resend", hook);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return WebhookErrors.UnderWay;
        }

        nudge.Nudge();
        return found;
    }

    private static Task<WebhookDelivery?> FindAsync(
        PortalDb db,
        Guid webhook,
        string message,
        CancellationToken cancellationToken
    ) =>
        WebhookDelivery.TryParseId(message, out var id)
            ? db.Set<WebhookDelivery>()
                .SingleOrDefaultAsync(d => d.Id == id && d.WebhookId == webhook, cancellationToken)
            : Task.FromResult<WebhookDelivery?>(null);

    private static Error NoSuch(string message) =>
        WebhookErrors.MessageNotFound.With($"There is no message '{message}' of this webhook.");
}
