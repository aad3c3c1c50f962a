using Portal.Protocol.Releases;

namespace Portal.Protocol.Client;

/// <summary>Releases: made, followed, withdrawn.</summary>
public sealed class ReleasesClient
{
    private readonly PortalTransport _transport;

    internal ReleasesClient(PortalTransport transport) => _transport = transport;

    /// <summary>Makes a release. The same request again answers the release that is there.</summary>
    public Task<ReleaseWire> CreateAsync(
        string product,
        ReleaseCreateWire release,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("products", product, "releases"))
            {
                Content = PortalClient.Json(release, ProtocolJson.Default.ReleaseCreateWire),
                // The portal answers a repetition with the release itself, so a lost answer may be asked for again.
                Repeatable = true,
            },
            ProtocolJson.Default.ReleaseWire,
            cancellationToken
        );

    public IAsyncEnumerable<ReleaseWire> ListAsync(
        string product,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("products", product, "releases"),
            ProtocolJson.Default.PageWireReleaseWire,
            cancellationToken
        );

    public Task<ReleaseWire> GetAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(ReleasePath(product, version)),
            ProtocolJson.Default.ReleaseWire,
            cancellationToken
        );

    /// <summary>The release each time it changes, until a final state; connects again when the stream breaks.</summary>
    public IAsyncEnumerable<ReleaseWire> FollowAsync(
        string product,
        string version,
        CancellationToken cancellationToken = default
    ) =>
        new ReleaseEvents(_transport, ReleasePath(product, version) + "/events").FollowAsync(
            cancellationToken
        );

    public Task<ReleaseWire> WithdrawAsync(
        string product,
        string version,
        WithdrawWire withdraw,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ReleasePath(product, version) + "/withdraw")
            {
                Content = PortalClient.Json(withdraw, ProtocolJson.Default.WithdrawWire),
            },
            ProtocolJson.Default.ReleaseWire,
            cancellationToken
        );

    /// <summary>Begins the job of a failed release again.</summary>
    public Task<ReleaseWire> RerunAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ReleasePath(product, version) + "/rerun"),
            ProtocolJson.Default.ReleaseWire,
            cancellationToken
        );

    private static string ReleasePath(string product, string version) =>
        ApiPath.Of("products", product, "releases", version);
}
