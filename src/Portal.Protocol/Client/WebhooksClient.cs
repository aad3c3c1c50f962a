using Portal.Protocol.Webhooks;

namespace Portal.Protocol.Client;

/// <summary>Webhooks of a product, and what they were told.</summary>
public sealed class WebhooksClient
{
    private readonly PortalTransport _transport;

    internal WebhooksClient(PortalTransport transport) => _transport = transport;

    /// <summary>Last made first.</summary>
    public Task<PageWire<WebhookWire>> ListAsync(
        string product,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(PathOf(product)),
            ProtocolJson.Default.PageWireWebhookWire,
            cancellationToken
        );

    /// <summary>The answer has the secret, which is not told again.</summary>
    public Task<WebhookCreatedWire> AddAsync(
        string product,
        WebhookCreateWire webhook,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, PathOf(product))
            {
                Content = PortalClient.Json(webhook, ProtocolJson.Default.WebhookCreateWire),
                // Sent twice it would make two.
                Repeatable = false,
            },
            ProtocolJson.Default.WebhookCreatedWire,
            cancellationToken
        );

    public async Task RemoveAsync(string product, Guid id, CancellationToken cancellationToken)
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Delete, PathOf(product, $"{id}")),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Has a message sent that says nothing.</summary>
    public Task<WebhookDeliveryWire> PingAsync(
        string product,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, PathOf(product, $"{id}", "ping"))
            {
                Repeatable = false,
            },
            ProtocolJson.Default.WebhookDeliveryWire,
            cancellationToken
        );

    /// <summary>What it was told, last first.</summary>
    public IAsyncEnumerable<WebhookDeliveryWire> DeliveriesAsync(
        string product,
        Guid id,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            PathOf(product, $"{id}", "deliveries"),
            ProtocolJson.Default.PageWireWebhookDeliveryWire,
            cancellationToken
        );

    /// <param name="message">Its id, <c>msg_...</c>.</param>
    public Task<WebhookDeliveryWire> DeliveryAsync(
        string product,
        Guid id,
        string message,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(PathOf(product, $"{id}", "deliveries", message)),
            ProtocolJson.Default.WebhookDeliveryWire,
            cancellationToken
        );

    /// <summary>Has a message sent again.</summary>
    /// <param name="message">Its id, <c>msg_...</c>.</param>
    public Task<WebhookDeliveryWire> ResendAsync(
        string product,
        Guid id,
        string message,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(
                HttpMethod.Post,
                PathOf(product, $"{id}", "deliveries", message, "resend")
            ),
            ProtocolJson.Default.WebhookDeliveryWire,
            cancellationToken
        );

    private static string PathOf(string product, params ReadOnlySpan<string> rest) =>
        ApiPath.Of(["products", product, "webhooks", .. rest]);
}
