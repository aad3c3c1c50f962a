using Portal.Protocol.Advisories;

namespace Portal.Protocol.Client;

/// <summary>An advisory with the entity tag by which it is changed.</summary>
public sealed record TaggedAdvisory(AdvisoryWire Advisory, string Tag);

/// <summary>Advisories: security problems of component versions, and what carries them.</summary>
public sealed class AdvisoriesClient
{
    private readonly PortalTransport _transport;

    internal AdvisoriesClient(PortalTransport transport) => _transport = transport;

    /// <summary>Last published first.</summary>
    /// <param name="component">Of this one; null: of all.</param>
    /// <param name="id">Of this id; null: all.</param>
    public IAsyncEnumerable<AdvisoryWire> ListAsync(
        string? component,
        string? id,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.WithQuery(ApiPath.Of("advisories"), ("component", component), ("id", id)),
            ProtocolJson.Default.PageWireAdvisoryWire,
            cancellationToken
        );

    /// <summary>Those that a release carries, the worst first.</summary>
    public Task<PageWire<CarriedAdvisoryWire>> OfReleaseAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("products", product, "releases", version, "advisories")),
            ProtocolJson.Default.PageWireCarriedAdvisoryWire,
            cancellationToken
        );

    public Task<TaggedAdvisory> GetAsync(
        string component,
        string id,
        CancellationToken cancellationToken
    ) => SendAsync(PortalRequest.Get(PathOf(component, id)), cancellationToken);

    /// <summary>What carries it, with the releases that were made last.</summary>
    public Task<AdvisoryReachWire> ReachAsync(
        string component,
        string id,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(PathOf(component, id) + "/reach"),
            ProtocolJson.Default.AdvisoryReachWire,
            cancellationToken
        );

    /// <summary>Saying the same again changes nothing; another one of the same id is a conflict.</summary>
    public Task<TaggedAdvisory> AddAsync(
        string component,
        AdvisoryCreateWire advisory,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("components", component, "advisories"))
            {
                Content = PortalClient.Json(advisory, ProtocolJson.Default.AdvisoryCreateWire),
            },
            cancellationToken
        );

    /// <param name="tag">Of what the caller has looked at.</param>
    public Task<TaggedAdvisory> UpdateAsync(
        string component,
        string id,
        AdvisoryUpdateWire advisory,
        string tag,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new PortalRequest(HttpMethod.Put, PathOf(component, id))
            {
                Content = PortalClient.Json(advisory, ProtocolJson.Default.AdvisoryUpdateWire),
                Headers = headers => headers.IfMatch.ParseAdd(tag),
                // The second of two would be told that somebody else was faster, who was the first.
                Repeatable = false,
            },
            cancellationToken
        );

    /// <param name="tag">Of what the caller has looked at.</param>
    public Task<TaggedAdvisory> WithdrawAsync(
        string component,
        string id,
        AdvisoryWithdrawWire withdrawal,
        string tag,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new PortalRequest(HttpMethod.Post, PathOf(component, id) + "/withdraw")
            {
                Content = PortalClient.Json(withdrawal, ProtocolJson.Default.AdvisoryWithdrawWire),
                Headers = headers => headers.IfMatch.ParseAdd(tag),
            },
            cancellationToken
        );

    private async Task<TaggedAdvisory> SendAsync(
        PortalRequest request,
        CancellationToken cancellationToken
    )
    {
        var answer = await _transport
            .SendTaggedAsync(request, ProtocolJson.Default.AdvisoryWire, cancellationToken)
            .ConfigureAwait(false);
        return new(answer.Body, answer.Tag);
    }

    private static string PathOf(string component, string id) =>
        ApiPath.Of("components", component, "advisories", id);
}
