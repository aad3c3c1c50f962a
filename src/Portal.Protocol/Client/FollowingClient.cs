using Portal.Protocol.Following;

namespace Portal.Protocol.Client;

/// <summary>Products that follow another portal.</summary>
public sealed class FollowingClient
{
    private const string Part = "following";

    private readonly PortalTransport _transport;

    internal FollowingClient(PortalTransport transport) => _transport = transport;

    /// <summary>Makes the product follow, or changes what it follows.</summary>
    public Task<FollowingWire> FollowAsync(
        string product,
        FollowWire order,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Put, ApiPath.Of("products", product, Part))
            {
                Content = PortalClient.Json(order, ProtocolJson.Default.FollowWire),
            },
            ProtocolJson.Default.FollowingWire,
            cancellationToken
        );

    public Task<FollowingWire> GetAsync(string product, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("products", product, Part)),
            ProtocolJson.Default.FollowingWire,
            cancellationToken
        );

    /// <summary>Has the mirrors asked at once.</summary>
    public Task<FollowingWire> CheckAsync(string product, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("products", product, Part, "check")),
            ProtocolJson.Default.FollowingWire,
            cancellationToken
        );

    /// <summary>The product makes its own releases again.</summary>
    public async Task UnfollowAsync(string product, CancellationToken cancellationToken)
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Delete, ApiPath.Of("products", product, Part)),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
