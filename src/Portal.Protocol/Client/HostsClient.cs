using System.Security.Cryptography;
using System.Text.Json;
using Portal.Protocol.Hosts;

namespace Portal.Protocol.Client;

/// <summary>Fleet tokens, hosts that enrol and report, and how many hold what.</summary>
public sealed class HostsClient
{
    private readonly PortalTransport _transport;

    internal HostsClient(PortalTransport transport) => _transport = transport;

    public Task<FleetTokenCreatedWire> CreateTokenAsync(
        string product,
        FleetTokenCreateWire token,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("products", product, "fleet-tokens"))
            {
                Content = PortalClient.Json(token, ProtocolJson.Default.FleetTokenCreateWire),
            },
            ProtocolJson.Default.FleetTokenCreatedWire,
            cancellationToken
        );

    public IAsyncEnumerable<FleetTokenWire> TokensAsync(
        string product,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("products", product, "fleet-tokens"),
            ProtocolJson.Default.PageWireFleetTokenWire,
            cancellationToken
        );

    /// <param name="id">The token's public part.</param>
    /// <param name="hosts">Forgets the hosts that came by it as well.</param>
    public async Task RevokeTokenAsync(
        string product,
        string id,
        bool hosts,
        CancellationToken cancellationToken
    )
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(
                    HttpMethod.Delete,
                    ApiPath.WithQuery(
                        ApiPath.Of("products", product, "fleet-tokens", id),
                        ("hosts", hosts ? "true" : null)
                    )
                ),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Makes the key that of the host. The same again changes nothing.</summary>
    /// <param name="key">Its private half signs, and stays here.</param>
    public Task<EnrolledWire> EnrollAsync(
        string token,
        string host,
        string product,
        string channel,
        ECDsa key,
        CancellationToken cancellationToken
    )
    {
        var url = _transport.Options.Url;
        if (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback && !_transport.Options.InsecureHttp)
        {
            throw new PortalException(
                PortalFailure.Insecure,
                $"The token is not sent to {url.Host} over plain http, where anybody on the way can read it. "
                    + "Use the https address, or --insecure-http if you accept that."
            );
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new EnrollWire(token, host, product, channel, HostSignature.Write(key)),
            ProtocolJson.Default.EnrollWire
        );
        var signature = HostSignature.Sign(key, HostSignature.Enroll, body);
        return _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("hosts", "enroll"))
            {
                Content = Body(body),
                Repeatable = true,
                Anonymous = true,
                Headers = headers => headers.Add(HostSignature.SignatureHeader, signature),
            },
            ProtocolJson.Default.EnrolledWire,
            cancellationToken
        );
    }

    /// <summary>Sends a report byte for byte. The same again is taken once.</summary>
    /// <param name="report">A <see cref="ReportWire"/> as JSON.</param>
    /// <param name="signature">Of the bytes, by the host's key.</param>
    public Task<ReportTakenWire> ReportAsync(
        string host,
        byte[] report,
        string signature,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("reports"))
            {
                Content = Body(report),
                Repeatable = true,
                Anonymous = true,
                Headers = headers =>
                {
                    headers.Add(HostSignature.HostHeader, host);
                    headers.Add(HostSignature.SignatureHeader, signature);
                },
            },
            ProtocolJson.Default.ReportTakenWire,
            cancellationToken
        );

    public Task<HostCountsWire> CountsAsync(string product, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("products", product, "hosts")),
            ProtocolJson.Default.HostCountsWire,
            cancellationToken
        );

    private static Func<HttpContent> Body(byte[] bytes) =>
        () =>
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new("application/json");
            return content;
        };
}
