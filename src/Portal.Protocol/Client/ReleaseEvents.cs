using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Portal.Protocol.Releases;

namespace Portal.Protocol.Client;

/// <summary>Reads a release's server-sent events, over as many connections as it takes.</summary>
internal sealed class ReleaseEvents(PortalTransport transport, string path)
{
    private string? _lastEventId;

    public async IAsyncEnumerable<ReleaseWire> FollowAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // A stream that keeps breaking without a word counts as unreachable; one word and it has its tries again.
        var silent = 0;
        while (true)
        {
            PortalException? broken = null;
            var connection = ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (connection.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await connection.MoveNextAsync().ConfigureAwait(false))
                        {
                            break;
                        }
                    }
                    catch (PortalException e) when (e.IsTransient)
                    {
                        broken = e;
                        break;
                    }

                    silent = 0;
                    yield return connection.Current;
                    if (ReleaseStates.IsFinal(connection.Current.State))
                    {
                        yield break;
                    }
                }
            }

            if (silent >= transport.Options.Retries)
            {
                throw broken
                    ?? new PortalException(
                        PortalFailure.Unreachable,
                        "The portal keeps ending the stream of events before the release is done."
                    );
            }

            await transport
                .Retry.WaitAsync(RetryPolicy.Backoff(silent++), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<ReleaseWire> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var request = PortalRequest.Get(path) with
        {
            Accept = "text/event-stream",
            Headers = headers =>
            {
                if (_lastEventId is not null)
                {
                    headers.TryAddWithoutValidation("Last-Event-ID", _lastEventId);
                }
            },
        };
        using var response = await transport
            .SendAsync(request, cancellationToken)
            .ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw Answers.NotAPortal(response);
        }

        var target = response.RequestMessage!.RequestUri!;
        var body = await response
            .Content.ReadAsStreamAsync(cancellationToken)
            .ConfigureAwait(false);
        var patient = new PatientStream(body, target, transport.Options);
        await using var _ = patient.ConfigureAwait(false);
        await foreach (
            var item in SseParser
                .Create(patient)
                .EnumerateAsync(cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (item.EventId is { Length: > 0 })
            {
                _lastEventId = item.EventId;
            }

            if (item.Data.Length > 0)
            {
                yield return Parse(item.Data);
            }
        }
    }

    private static ReleaseWire Parse(string data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, ProtocolJson.Default.ReleaseWire)
                ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new PortalException(
                PortalFailure.NotAPortal,
                "The portal sent an event that this gtp does not understand. Is the portal newer or older than it?",
                inner: e
            );
        }
    }
}
