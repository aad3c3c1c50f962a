using Microsoft.Net.Http.Headers;

namespace Portal.Shell;

/// <summary>How a page is asked for.</summary>
public static class PageRequests
{
    private const string HtmxRequest = "HX-Request";

    /// <summary>
    /// htmx wants a part of the page: it gets the same page without document and layout. A boosted link and a history
    /// entry that was lost want all of it.
    /// </summary>
    public static bool IsFragment(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers[HtmxRequest] == "true"
            && request.Headers["HX-Boosted"] != "true"
            && request.Headers["HX-History-Restore-Request"] != "true";
    }

    /// <summary>Scheme and host as the reader sees them, without a slash at the end: for commands that can be pasted.</summary>
    public static string Origin(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"{request.Scheme}://{request.Host}";
    }

    /// <summary>This page, for coming back to it: path and query.</summary>
    public static string Here(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.PathBase + request.Path + request.QueryString;
    }

    /// <summary>An address to go back to that a form or query brought; anything but a path of this portal becomes <c>/</c>.</summary>
    public static string LocalPath(string? address) =>
        address is ['/', ..]
        && !(address.Length > 1 && address[1] is '/' or '\\')
        && !address.Any(char.IsControl)
            ? address
            : "/";

    /// <summary>A page is another one for htmx and for each theme; caches must know.</summary>
    public static void UsePageVariants(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var response = context.Response;
                    if (
                        response.ContentType?.StartsWith("text/html", StringComparison.Ordinal)
                        == true
                    )
                    {
                        response.Headers.Append(HeaderNames.Vary, $"{HtmxRequest}, Cookie");
                        if (!response.Headers.ContainsKey(HeaderNames.CacheControl))
                        {
                            response.Headers.CacheControl = "no-cache";
                        }
                    }

                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
}
