using System.Net;

namespace Portal.Following;

/// <summary>Follows redirects to https alone: a server that is asked by https cannot send the portal to another protocol.</summary>
internal sealed class HttpsRedirects(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Most = 5;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = await base.SendAsync(request, cancellationToken);
        for (var hops = 0; IsRedirect(answer.StatusCode); hops++)
        {
            using var before = answer;
            var target =
                before.Headers.Location is { } location && request.RequestUri is { } asked
                    ? new Uri(asked, location)
                    : null;
            if (target is null || target.Scheme != Uri.UriSchemeHttps || hops == Most)
            {
                throw new HttpRequestException(
                    hops == Most
                        ? $"More than {Most} redirects."
                        : $"It redirects to '{target}', and only redirects to https are followed."
                );
            }

            // Not sent by this object before: the message is the handler's to change.
            request.RequestUri = target;
            answer = await base.SendAsync(request, cancellationToken);
        }

        return answer;
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect;
}

/// <summary>The client by which mirrors are asked. Its proxy is the environment's: HTTPS_PROXY, NO_PROXY.</summary>
internal sealed class FollowingHttp(HttpMessageHandler handler) : IDisposable
{
    public FollowingHttp()
        : this(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(30),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        ) { }

    public HttpClient Client { get; } =
        new(new HttpsRedirects(handler))
        {
            // Until an answer begins; what comes after has patience of its own.
            Timeout = TimeSpan.FromSeconds(60),
        };

    public void Dispose() => Client.Dispose();
}
