using System.Net;
using System.Net.Http.Headers;

namespace Portal.Protocol.Client;

/// <summary>One file as a stream of bytes, taken up where it stopped when the connection breaks.</summary>
internal sealed class Download(PortalTransport transport, string path)
{
    private const int BlockSize = 256 << 10;

    private long _done;
    private long _total;
    private EntityTagHeaderValue? _tag;

    /// <summary>Writes the file from its beginning; nothing is written twice.</summary>
    public async Task CopyToAsync(
        Stream destination,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; ; )
        {
            var before = _done;
            try
            {
                await CopyOnceAsync(destination, progress, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (PortalException e) when (e.IsTransient && CanResume)
            {
                attempt = _done > before ? 0 : attempt + 1;
                if (transport.Retry.After(attempt, asked: null) is not { } wait)
                {
                    throw;
                }

                await transport.Retry.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Without a strong tag the rest might belong to another file.
    private bool CanResume => _done == 0 || _tag is { IsWeak: false };

    private async Task CopyOnceAsync(
        Stream destination,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var from = _done;
        var request = PortalRequest.Get(path) with
        {
            Accept = "*/*",
            Anonymous = true,
            Headers = headers =>
            {
                if (from > 0)
                {
                    headers.Range = new RangeHeaderValue(from, null);
                    headers.IfRange = new RangeConditionHeaderValue(_tag!);
                }
            },
        };
        using var response = await transport
            .SendAsync(request, cancellationToken)
            .ConfigureAwait(false);
        if (from > 0 && response.StatusCode != HttpStatusCode.PartialContent)
        {
            throw new PortalException(
                PortalFailure.NotAPortal,
                $"{path} changed while it was being downloaded. Begin again.",
                response.StatusCode
            );
        }

        if (from == 0)
        {
            _tag = response.Headers.ETag;
            _total = response.Content.Headers.ContentLength ?? 0;
        }

        await CopyBodyAsync(response, destination, progress, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task CopyBodyAsync(
        HttpResponseMessage response,
        Stream destination,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var block = new byte[BlockSize];
        var body = await response
            .Content.ReadAsStreamAsync(cancellationToken)
            .ConfigureAwait(false);
        var patient = new PatientStream(
            body,
            response.RequestMessage!.RequestUri!,
            transport.Options
        );
        await using (patient.ConfigureAwait(false))
        {
            int read;
            while (
                (read = await patient.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0
            )
            {
                await destination
                    .WriteAsync(block.AsMemory(0, read), cancellationToken)
                    .ConfigureAwait(false);
                _done += read;
                progress?.Report(new TransferProgress(_done, _total));
            }
        }
    }
}
