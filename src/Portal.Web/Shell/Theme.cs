using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Access;

namespace Portal.Shell;

/// <summary>Light, dark, or as the system has it, which needs no cookie.</summary>
public static class Theme
{
    public const string Path = "/theme";
    public const string System = "system";
    private const string CookieName = "gtp-theme";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static IReadOnlyList<string> All { get; } = [System, "light", "dark"];

    /// <summary>One of <see cref="All"/>.</summary>
    public static string Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[CookieName] is { } theme && All.Contains(theme) ? theme : System;
    }

    /// <summary>
    /// A form without an antiforgery token: public pages carry none, so that they can be cached, and what another site
    /// could do here is to make the page dark.
    /// </summary>
    public static void MapTheme(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, Choose)
            .RequireAuthorization(Policies.Read)
            .DisableAntiforgery()
            .ExcludeFromDescription();

    private static RedirectHttpResult Choose(
        [FromForm] string? theme,
        [FromForm] string? back,
        HttpContext context
    )
    {
        if (theme is null || theme == System || !All.Contains(theme))
        {
            context.Response.Cookies.Delete(CookieName);
        }
        else
        {
            context.Response.Cookies.Append(
                CookieName,
                theme,
                new CookieOptions
                {
                    MaxAge = Kept,
                    SameSite = SameSiteMode.Lax,
                    HttpOnly = true,
                    IsEssential = true,
                    Secure = context.Request.IsHttps,
                }
            );
        }

        return TypedResults.LocalRedirect(PageRequests.LocalPath(back));
    }
}
