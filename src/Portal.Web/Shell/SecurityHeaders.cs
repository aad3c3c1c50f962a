using Microsoft.Net.Http.Headers;

namespace Portal.Shell;

internal static class SecurityHeaders
{
    /// <summary>No inline script or style anywhere; pages keep to it.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>
    /// On every answer. What was answered to somebody who is signed in is kept out of shared caches unless the endpoint
    /// says otherwise; a page with an antiforgery token says no-store by itself.
    /// </summary>
    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var headers = context.Response.Headers;
                    headers.ContentSecurityPolicy = ContentSecurityPolicy;
                    headers.XContentTypeOptions = "nosniff";
                    // A sign-in link is a secret in a URL: no other site hears of it.
                    headers["Referrer-Policy"] = "no-referrer";
                    if (
                        context.User.Identity?.IsAuthenticated == true
                        && !headers.ContainsKey(HeaderNames.CacheControl)
                    )
                    {
                        headers.CacheControl = "private, no-store";
                    }

                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
}
