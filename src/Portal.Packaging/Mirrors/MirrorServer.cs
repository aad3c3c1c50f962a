using System.Net;
using System.Net.Http.Headers;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// A portal, or a mirror of it, as a server of plain files: <c>tuf/</c> and <c>download/</c>. Nothing that it hands over is
/// believed.
/// </summary>
/// <param name="address">With http or https; what it serves lies below it.</param>
/// <param name="http">Whose it is decides on proxy, CA and redirects; not disposed here.</param>
public sealed class MirrorServer(Uri address, HttpClient http)
{
    private readonly string _base = address.AbsoluteUri.TrimEnd('/') + "/";

    /// <summary>Files below <c>tuf/metadata/</c>.</summary>
    public IFetcher Metadata => HttpFetcher.OfMetadata(http, new Uri(_base + MirrorPaths.Metadata));

    /// <summary>Files below <c>tuf/targets/</c>.</summary>
    public IFetcher Targets => HttpFetcher.OfTargets(http, new Uri(_base + MirrorPaths.Targets));

    /// <summary>Opens a file at a place in it.</summary>
    /// <param name="path">Below the address, such as <c>tuf/targets/stable/...</c>.</param>
    /// <param name="from">First byte.</param>
    /// <param name="length">How many bytes at most; null: to the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="TufException"><see cref="TufFault.Unavailable"/>: it cannot be reached.</exception>
    /// <exception cref="NotSupportedException">It serves files whole only.</exception>
    public async Task<Stream?> OpenAsync(
        string path,
        long from,
        long? length,
        CancellationToken cancellationToken
    )
    {
        var file = _base + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var isPart = from > 0 || length is not null;
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        if (isPart)
        {
            request.Headers.Range = new RangeHeaderValue(from, from + length - 1);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new TufException(TufFault.Unavailable, $"{file}: {e.Message}", e);
        }

        if (
            answer.IsSuccessStatusCode
            && (
                !isPart
                || (
                    answer.StatusCode == HttpStatusCode.PartialContent
                    && answer.Content.Headers.ContentRange?.From == from
                )
            )
        )
        {
            // The stream owns the connection; the answer has nothing else to give back.
            return await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }

        using (answer)
        {
            return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? null
                : answer.IsSuccessStatusCode
                    ? throw new NotSupportedException(
                        $"{file}: the server does not serve parts of files."
                    )
                : throw new TufException(
                    TufFault.Unavailable,
                    $"{file}: the server answered {(int)answer.StatusCode}."
                );
        }
    }
}
