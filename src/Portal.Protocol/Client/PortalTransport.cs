using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;

namespace Portal.Protocol.Client;

/// <summary>Sends requests: token, retries, redirects, patience, and failures as <see cref="PortalException"/>.</summary>
internal sealed class PortalTransport : IDisposable
{
    private const int MaximumRedirects = 5;

    private readonly HttpClient _http;

    public PortalTransport(PortalClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Retries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Retries, 10);
        Options = options;
        Retry = new RetryPolicy(options);
        // Redirects are followed by hand: HttpClient would carry the token along on some of them.
        _http = new HttpClient(
            options.Handler ?? new SocketsHttpHandler { AllowAutoRedirect = false },
            disposeHandler: options.Handler is null
        )
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue(
                "gtp",
                typeof(PortalTransport).Assembly.GetName().Version?.ToString(3)
            )
        );
    }

    public PortalClientOptions Options { get; }

    public RetryPolicy Retry { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends, and tries again as far as the request allows. The answer is a success.</summary>
    public Task<HttpResponseMessage> SendAsync(
        PortalRequest request,
        CancellationToken cancellationToken
    ) => SendAsync(request, Task.FromResult, cancellationToken);

    /// <summary>Sends, and reads the answer as JSON.</summary>
    public Task<T> SendAsync<T>(
        PortalRequest request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            request,
            async response =>
            {
                using (response)
                {
                    return await Answers
                        .ReadAsync(response, type, Options, cancellationToken)
                        .ConfigureAwait(false);
                }
            },
            cancellationToken
        );

    /// <summary>The same, with the entity tag by which it is changed, and the status.</summary>
    public Task<TaggedAnswer<T>> SendTaggedAsync<T>(
        PortalRequest request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            request,
            async response =>
            {
                using (response)
                {
                    return new TaggedAnswer<T>(
                        await Answers
                            .ReadAsync(response, type, Options, cancellationToken)
                            .ConfigureAwait(false),
                        response.Headers.ETag?.ToString() ?? throw Answers.NotAPortal(response),
                        response.StatusCode
                    );
                }
            },
            cancellationToken
        );

    /// <summary>Sends, and reads the answer; a connection that breaks while reading is a failed try like any other.</summary>
    public async Task<T> SendAsync<T>(
        PortalRequest request,
        Func<HttpResponseMessage, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            RetryConditionHeaderValue? asked = null;
            try
            {
                var response = await SendOnceAsync(request, cancellationToken)
                    .ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return await read(response).ConfigureAwait(false);
                }

                using (response)
                {
                    asked = response.Headers.RetryAfter;
                    throw await Answers
                        .FailureAsync(response, Options, cancellationToken)
                        .ConfigureAwait(false);
                }
            }
            catch (PortalException e)
                when (e.IsTransient && request.Repeatable && Retry.After(attempt, asked) is { } wait
                )
            {
                await Retry.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        PortalRequest request,
        CancellationToken cancellationToken
    )
    {
        var target = new Uri(Options.Url, request.Path);
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendToAsync(request, target, cancellationToken)
                .ConfigureAwait(false);
            if (!IsRedirect(response))
            {
                return response;
            }

            using (response)
            {
                target = Follow(request, target, response, redirects);
            }
        }
    }

    private async Task<HttpResponseMessage> SendToAsync(
        PortalRequest request,
        Uri target,
        CancellationToken cancellationToken
    )
    {
        using var message = new HttpRequestMessage(request.Method, target);
        message.Headers.Accept.ParseAdd(request.Accept);
        request.Headers?.Invoke(message.Headers);
        message.Content = request.Content?.Invoke();
        Authorize(request, message);

        using var patience = new Patience(Options.Patience, Options.Time, cancellationToken);
        if (message.Content is UploadContent upload)
        {
            upload.OnSent = sent =>
                patience.Renew(sent == upload.Length ? Options.UploadPatience : Options.Patience);
            // Without it a refusal is read only after everything was sent, if the connection lives that long.
            message.Headers.ExpectContinue = true;
        }

        try
        {
            return await _http
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ConnectionFailure.Explain(e, target);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectionFailure.Silence(target, patience.Limit, e);
        }
    }

    private void Authorize(PortalRequest request, HttpRequestMessage message)
    {
        var target = message.RequestUri!;
        if (Options.Token is null || request.Anonymous || !SameOrigin(Options.Url, target))
        {
            return;
        }

        if (target.Scheme != Uri.UriSchemeHttps && !target.IsLoopback && !Options.InsecureHttp)
        {
            throw new PortalException(
                PortalFailure.Insecure,
                $"The token is not sent to {target.Host} over plain http, where anybody on the way can read it. "
                    + "Use the https address, or --insecure-http if you accept that."
            );
        }

        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Options.Token);
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is not null;

    private static Uri Follow(
        PortalRequest request,
        Uri from,
        HttpResponseMessage response,
        int redirects
    )
    {
        var to = new Uri(from, response.Headers.Location!);
        var refusal =
            request.Method != HttpMethod.Get && request.Method != HttpMethod.Head
                ? "Changes are not sent on; use that address with --url."
            : redirects >= MaximumRedirects ? "It redirects in circles."
            : to.Scheme is not ("http" or "https") ? "That is no web address."
            : from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps
                ? "That would leave https."
            : null;
        return refusal is null
            ? to
            : throw new PortalException(
                PortalFailure.NotAPortal,
                $"{from.GetLeftPart(UriPartial.Path)} redirects to {to.GetLeftPart(UriPartial.Path)}. {refusal}",
                response.StatusCode
            );
    }

    private static bool SameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme
        && left.Port == right.Port
        && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);
}
