using Portal.Protocol.Webhooks;

namespace Portal.Webhooks;

internal static class WebhookMapping
{
    public static WebhookWire ToWire(this WebhookStanding standing) =>
        standing.Webhook.ToWire(standing.Waiting, standing.Last);

    public static WebhookWire ToWire(this Webhook webhook, int waiting, WebhookDelivery? last) =>
        new(
            webhook.Id,
            webhook.Product,
            webhook.Url,
            webhook.CreatedBy,
            webhook.CreatedAt,
            waiting,
            last is null ? null : last.ToWire() with { Body = null }
        );

    public static WebhookDeliveryWire ToWire(this WebhookDelivery delivery) =>
        new(
            delivery.MessageId,
            delivery.Event,
            delivery.State,
            delivery.Attempts,
            delivery.CreatedAt,
            delivery.Body,
            delivery.LastAt,
            delivery.Status,
            delivery.Error,
            delivery.EndedAt is null ? delivery.NextAt : null
        );
}
