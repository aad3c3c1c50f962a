using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Shell;

namespace Portal.Channels;

/// <summary>Short forms for tests of channels over HTTP.</summary>
internal static class ChannelSite
{
    public const string Api = "/api/v1/products/tools/channels";

    /// <summary>The channel's entity tag as it is now.</summary>
    public static async Task<string> TagAsync(this HttpClient client, string channel)
    {
        using var answer = await client.GetAsync($"{Api}/{channel}");
        return answer.Headers.ETag!.ToString();
    }

    public static Task<HttpResponseMessage> PromoteAsync(
        this HttpClient client,
        string channel,
        PromoteWire promotion,
        string? tag
    ) => client.SendAsync(HttpMethod.Put, $"{Api}/{channel}", promotion, tag);

    /// <summary>Promotes from where the channel is now.</summary>
    public static async Task<ChannelWire> PromoteAsync(
        this HttpClient client,
        string channel,
        string version,
        int? percent = null
    ) =>
        await (
            await client.PromoteAsync(
                channel,
                new(version, percent, "for the test"),
                await client.TagAsync(channel)
            )
        ).ReadAsync<ChannelWire>();

    public static async Task<HttpResponseMessage> DoAsync(
        this HttpClient client,
        string channel,
        string deed,
        string? tag = null
    ) =>
        await client.SendAsync(
            HttpMethod.Post,
            $"{Api}/{channel}/{deed}",
            new ChannelCommentWire("because"),
            tag ?? await client.TagAsync(channel)
        );

    public static async Task MakeAsync(
        this HttpClient client,
        string channel,
        string? owner = null,
        string? follows = null
    )
    {
        using var made = await client.PostAsync(
            Api,
            new ChannelCreateWire(channel, owner, Follows: follows)
        );
        Assert.True(
            made.StatusCode == HttpStatusCode.Created,
            await made.Content.ReadAsStringAsync()
        );
    }

    /// <summary>Signs what is due, as the job does.</summary>
    public static async Task SignAsync(this Testing.TestPortal portal)
    {
        var signing = portal
            .Services.GetServices<IWorkSource>()
            .Single(s => s.Kind == "sign-channel");
        foreach (var id in await signing.DueAsync(default))
        {
            await signing.RunAsync(id, default);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync<T>(
        this HttpClient client,
        HttpMethod method,
        string path,
        T body,
        string? tag
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new ByteArrayContent(
                System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, ProtocolJson.Strict)
            ),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return await client.SendAsync(request);
    }
}
