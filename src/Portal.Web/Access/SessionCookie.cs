using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Portal.Shell;

namespace Portal.Access;

/// <summary>The framework's cookie, holding the id of a session row; the row decides.</summary>
internal static class SessionCookie
{
    public const string SchemeName = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string IdClaim = "session";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "gtp-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = AccessOptions.SessionIdle;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = c => ToSignIn.ChallengeAsync(c.HttpContext);
        options.Events.OnRedirectToAccessDenied = c => ToSignIn.ForbidAsync(c.HttpContext);
    }

    /// <summary>Gives the browser the cookie of a session that has just begun.</summary>
    public static Task BeginAsync(HttpContext context, Caller caller, Guid session) =>
        context.SignInAsync(
            SchemeName,
            CallerAccess.ToPrincipal(caller, SchemeName, session),
            new AuthenticationProperties { IsPersistent = true }
        );

    public static Guid? SessionOf(ClaimsPrincipal principal) =>
        Guid.TryParseExact(principal.FindFirstValue(IdClaim), "N", out var id) ? id : null;

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var authenticator = context.HttpContext.RequestServices.GetRequiredService<Authenticator>();
        var caller = SessionOf(context.Principal!) is { } session
            ? await authenticator.BySessionAsync(session, context.HttpContext.RequestAborted)
            : null;
        if (caller is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SchemeName);
            return;
        }

        // The grants of now, not those of the time of signing in.
        context.HttpContext.Accept(caller, SchemeName);
        context.ReplacePrincipal(
            CallerAccess.ToPrincipal(caller, SchemeName, SessionOf(context.Principal!))
        );
    }
}
