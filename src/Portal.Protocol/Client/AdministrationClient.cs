using Portal.Protocol.Blobs;

namespace Portal.Protocol.Client;

/// <summary>What administrators do to the portal itself.</summary>
public sealed class AdministrationClient
{
    private readonly PortalTransport _transport;

    internal AdministrationClient(PortalTransport transport) => _transport = transport;

    /// <summary>Deletes what nothing refers to any more.</summary>
    /// <param name="dryRun">Only counts.</param>
    public Task<CollectionWire> CollectAsync(bool dryRun, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new PortalRequest(
                HttpMethod.Post,
                ApiPath.WithQuery(ApiPath.Of("admin", "gc"), ("dryRun", dryRun ? "true" : "false"))
            ),
            ProtocolJson.Default.CollectionWire,
            cancellationToken
        );
}
