using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Protocol.Problems;

namespace Portal.Protocol.Client;

/// <summary>Reads what the portal answered: a record, or a problem.</summary>
internal static class Answers
{
    /// <summary>More than any answer of the API has; an endless one must not fill the memory.</summary>
    internal const int MaximumBytes = 32 << 20;

    public static async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        PortalClientOptions options,
        CancellationToken cancellationToken
    )
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            throw NotAPortal(response);
        }

        var bytes = await BytesAsync(response, MaximumBytes, options, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw NotAPortal(response);
        }
        catch (JsonException e)
        {
            throw new PortalException(
                PortalFailure.NotAPortal,
                $"{Place(response)} answered with JSON that this gtp does not understand. Is the portal newer or older than it?",
                response.StatusCode,
                inner: e
            );
        }
    }

    /// <summary>What an answer that is no success means.</summary>
    public static async Task<PortalException> FailureAsync(
        HttpResponseMessage response,
        PortalClientOptions options,
        CancellationToken cancellationToken
    )
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return NotAPortal(response);
        }

        try
        {
            var bytes = await BytesAsync(response, MaximumBytes, options, cancellationToken)
                .ConfigureAwait(false);
            var problem = JsonSerializer.Deserialize(bytes, ProtocolJson.Default.ProblemWire);
            return problem is null
                ? NotAPortal(response)
                : new PortalException(
                    PortalFailure.Problem,
                    problem.Detail ?? problem.Title ?? $"The portal answered {Status(response)}.",
                    response.StatusCode,
                    problem
                );
        }
        catch (JsonException)
        {
            return NotAPortal(response);
        }
    }

    /// <summary>The whole body, at most <paramref name="maximum"/> bytes.</summary>
    public static async Task<byte[]> BytesAsync(
        HttpResponseMessage response,
        int maximum,
        PortalClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var target = response.RequestMessage!.RequestUri!;
        using var patience = new Patience(options.Patience, options.Time, cancellationToken);
        using var buffer = new MemoryStream();
        var block = new byte[64 << 10];
        try
        {
            var body = await response
                .Content.ReadAsStreamAsync(patience.Token)
                .ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                int read;
                while (
                    (read = await body.ReadAsync(block, patience.Token).ConfigureAwait(false)) > 0
                )
                {
                    patience.Renew();
                    buffer.Write(block, 0, read);
                    if (buffer.Length > maximum)
                    {
                        throw new PortalException(
                            PortalFailure.NotAPortal,
                            $"{Place(response)} answered with more than {maximum} bytes.",
                            response.StatusCode
                        );
                    }
                }
            }

            return buffer.ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ConnectionFailure.Explain(e, target);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectionFailure.Silence(target, options.Patience, e);
        }
    }

    public static PortalException NotAPortal(HttpResponseMessage response)
    {
        // A refusal is a refusal whoever spoke it: a proxy's plain 403 is still "forbidden".
        var kind = response.Content.Headers.ContentType?.MediaType is { } type
            ? $"with {type}"
            : "without a body";
        return new PortalException(
            PortalFailure.NotAPortal,
            $"{Place(response)} answered {Status(response)} {kind}, which is not a portal's answer. "
                + "Is the address right, and is a proxy in between?",
            response.StatusCode
        );
    }

    private static string Status(HttpResponseMessage response) =>
        $"{(int)response.StatusCode} {(HttpStatusCode)response.StatusCode}";

    private static string Place(HttpResponseMessage response) =>
        response.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Path);
}
