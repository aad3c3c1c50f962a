using Portal.Protocol.Access;

namespace Portal.Protocol.Client;

/// <summary>Who may do what: the caller, tokens, robots, accounts, and the log of it all.</summary>
public sealed class AccessClient
{
    private readonly PortalTransport _transport;

    internal AccessClient(PortalTransport transport) => _transport = transport;

    public Task<MeWire> MeAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("me")),
            ProtocolJson.Default.MeWire,
            cancellationToken
        );

    public Task<TokenCreatedWire> CreateTokenAsync(
        TokenCreateWire token,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("tokens"))
            {
                Content = PortalClient.Json(token, ProtocolJson.Default.TokenCreateWire),
            },
            ProtocolJson.Default.TokenCreatedWire,
            cancellationToken
        );

    public IAsyncEnumerable<TokenWire> TokensAsync(CancellationToken cancellationToken = default) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("tokens"),
            ProtocolJson.Default.PageWireTokenWire,
            cancellationToken
        );

    /// <param name="id">The token's public part.</param>
    public async Task RevokeTokenAsync(string id, CancellationToken cancellationToken)
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Delete, ApiPath.Of("tokens", id)),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public Task<RobotWire> CreateRobotAsync(
        RobotCreateWire robot,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("robots"))
            {
                Content = PortalClient.Json(robot, ProtocolJson.Default.RobotCreateWire),
            },
            ProtocolJson.Default.RobotWire,
            cancellationToken
        );

    public Task<AccountWire> CreateAccountAsync(
        AccountCreateWire account,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("accounts"))
            {
                Content = PortalClient.Json(account, ProtocolJson.Default.AccountCreateWire),
            },
            ProtocolJson.Default.AccountWire,
            cancellationToken
        );

    public IAsyncEnumerable<AccountWire> AccountsAsync(
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("accounts"),
            ProtocolJson.Default.PageWireAccountWire,
            cancellationToken
        );

    public IAsyncEnumerable<AuditEntryWire> AuditAsync(
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("audit"),
            ProtocolJson.Default.PageWireAuditEntryWire,
            cancellationToken
        );
}
