using System.Net;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Fetches below an address by HTTP GET. Whose client it is decides on proxy, CA, and redirects.</summary>
public sealed class HttpFetcher : IFetcher
{
    private readonly HttpClient _http;
    private readonly string _address;
    private readonly Func<string, string> _escape;

    private HttpFetcher(HttpClient http, Uri address, Func<string, string> escape) =>
        (_http, _address, _escape) = (http, address.AbsoluteUri.TrimEnd('/') + "/", escape);

    /// <summary>Fetches metadata: a name that <see cref="RoleName.ToFile"/> made is a part of an address as it is.</summary>
    /// <param name="http">Not disposed here.</param>
    /// <param name="address">Of the folder; a slash is added to its end where there is none.</param>
    public static HttpFetcher OfMetadata(HttpClient http, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new(http, address, name => name);
    }

    /// <summary>Fetches targets, by their paths.</summary>
    /// <inheritdoc cref="OfMetadata"/>
    public static HttpFetcher OfTargets(HttpClient http, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new(
            http,
            address,
            path => string.Join('/', PathSegments.Of(path).Select(Uri.EscapeDataString))
        );
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var url = new Uri(_address + _escape(path));
            var response = await _http
                .GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
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
}
