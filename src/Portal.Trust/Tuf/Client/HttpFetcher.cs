using System.Net;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Fetches below an address by HTTP GET. Whose client it is decides on proxy, CA, and redirects.</summary>
/// <param name="http">Not disposed here.</param>
/// <param name="address">Of the folder; a slash is added to its end where there is none.</param>
public sealed class HttpFetcher(HttpClient http, Uri address) : IFetcher
{
    private readonly string _address = address.AbsoluteUri.TrimEnd('/') + "/";

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var url = new Uri(_address + Escape(path));
            var response = await http.GetAsync(
                    url,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                // The stream owns the connection; the response has nothing else to give back.
                return await response
                    .Content.ReadAsStreamAsync(cancellationToken)
                    .ConfigureAwait(false);
            }

            using (response)
            {
                return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
                    ? null
                    : throw new TufException(
                        TufFault.Unavailable,
                        $"{url}: the server answered {(int)response.StatusCode}."
                    );
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            throw new TufException(TufFault.Unavailable, $"{_address}{path}: {e.Message}", e);
        }
    }

    private static string Escape(string path) =>
        string.Join('/', PathSegments.Of(path).Select(Uri.EscapeDataString));
}
