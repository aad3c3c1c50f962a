using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;
using Portal.Problems;
using Portal.Shell;

namespace Portal.Access;

internal static class Refusals
{
    /// <summary>RFC 6750: says which scheme is taken and, where a credential came and was no good, that it was that.</summary>
    public static Task ChallengeAsync(HttpContext context, Error? error)
    {
        if (error is null || error.Kind == ErrorKind.Unauthenticated)
        {
            context.Response.Headers.WWWAuthenticate = error is null
                ? "Bearer realm=\"guest-tools-portal\""
                : "Bearer realm=\"guest-tools-portal\", error=\"invalid_token\"";
        }
        else if (error.Kind == ErrorKind.TooManyRequests)
        {
            context.Response.Headers.RetryAfter = FailedSignIns.RetryAfter;
        }

        context.Response.Headers.CacheControl = "no-store";
        return (error ?? AccessErrors.Unauthenticated).AnswerAsync(context);
    }

    /// <summary>
    /// A bearer that is given and no good is refused everywhere, also where nobody need sign in: a script whose token has
    /// expired should learn it at once and not go on as anonymous.
    /// </summary>
    public static void UseBadCredentialRefusal(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    context.Request.Headers.ContainsKey(HeaderNames.Authorization)
                    && context.User.Identity?.IsAuthenticated != true
                )
                {
                    await context.ChallengeAsync(BearerHandler.SchemeName);
                    return;
                }

                await next(context);
            }
        );
}
