using Portal.Protocol.Products;

namespace Portal.Protocol.Client;

/// <summary>Products and their recipes.</summary>
public sealed class ProductsClient
{
    private readonly PortalTransport _transport;

    internal ProductsClient(PortalTransport transport) => _transport = transport;

    public Task<ProductWire> CreateAsync(
        ProductCreateWire product,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("products"))
            {
                Content = PortalClient.Json(product, ProtocolJson.Default.ProductCreateWire),
            },
            ProtocolJson.Default.ProductWire,
            cancellationToken
        );

    /// <summary>Puts another title and recipe in place of those before.</summary>
    public Task<ProductWire> UpdateAsync(
        string product,
        ProductUpdateWire update,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Put, ApiPath.Of("products", product))
            {
                Content = PortalClient.Json(update, ProtocolJson.Default.ProductUpdateWire),
            },
            ProtocolJson.Default.ProductWire,
            cancellationToken
        );

    public IAsyncEnumerable<ProductWire> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("products"),
            ProtocolJson.Default.PageWireProductWire,
            cancellationToken
        );

    public Task<ProductWire> GetAsync(string product, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("products", product)),
            ProtocolJson.Default.ProductWire,
            cancellationToken
        );
}
