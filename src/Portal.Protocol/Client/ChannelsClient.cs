using System.Net;
using Portal.Protocol.Channels;

namespace Portal.Protocol.Client;

/// <summary>A channel with the entity tag by which it is changed.</summary>
/// <param name="AwaitsSignatures">True when hosts are told of the change only when people have signed it.</param>
public sealed record TaggedChannel(ChannelWire Channel, string Tag, bool AwaitsSignatures = false);

/// <summary>Channels: looked at, promoted, held back.</summary>
public sealed class ChannelsClient
{
    private readonly PortalTransport _transport;

    internal ChannelsClient(PortalTransport transport) => _transport = transport;

    public IAsyncEnumerable<ChannelWire> ListAsync(
        string product,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("products", product, "channels"),
            ProtocolJson.Default.PageWireChannelWire,
            cancellationToken
        );

    public Task<TaggedChannel> GetAsync(
        string product,
        string channel,
        CancellationToken cancellationToken
    ) => SendAsync(PortalRequest.Get(PathOf(product, channel)), cancellationToken);

    /// <summary>Newest first.</summary>
    public IAsyncEnumerable<PromotionWire> HistoryAsync(
        string product,
        string channel,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            PathOf(product, channel) + "/history",
            ProtocolJson.Default.PageWirePromotionWire,
            cancellationToken
        );

    public Task<TaggedChannel> CreateAsync(
        string product,
        ChannelCreateWire channel,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("products", product, "channels"))
            {
                Content = PortalClient.Json(channel, ProtocolJson.Default.ChannelCreateWire),
            },
            cancellationToken
        );

    /// <param name="tag">Of what the caller has looked at.</param>
    public Task<TaggedChannel> PromoteAsync(
        string product,
        string channel,
        PromoteWire promotion,
        string tag,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new PortalRequest(HttpMethod.Put, PathOf(product, channel))
            {
                Content = PortalClient.Json(promotion, ProtocolJson.Default.PromoteWire),
                Headers = headers => headers.IfMatch.ParseAdd(tag),
                // The second of two would be told that somebody else was faster, who was the first.
                Repeatable = false,
            },
            cancellationToken
        );

    /// <param name="action">One of <see cref="ChannelActions"/> that needs nothing but a comment.</param>
    /// <param name="tag">Of what the caller has looked at.</param>
    public Task<TaggedChannel> DoAsync(
        string product,
        string channel,
        string action,
        ChannelCommentWire comment,
        string tag,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new PortalRequest(HttpMethod.Post, $"{PathOf(product, channel)}/{action}")
            {
                Content = PortalClient.Json(comment, ProtocolJson.Default.ChannelCommentWire),
                Headers = headers => headers.IfMatch.ParseAdd(tag),
            },
            cancellationToken
        );

    private async Task<TaggedChannel> SendAsync(
        PortalRequest request,
        CancellationToken cancellationToken
    )
    {
        var answer = await _transport
            .SendTaggedAsync(request, ProtocolJson.Default.ChannelWire, cancellationToken)
            .ConfigureAwait(false);
        return new(answer.Body, answer.Tag, answer.Status == HttpStatusCode.Accepted);
    }

    private static string PathOf(string product, string channel) =>
        ApiPath.Of("products", product, "channels", channel);
}
