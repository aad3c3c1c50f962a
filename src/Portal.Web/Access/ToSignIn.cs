using Portal.Shell;

namespace Portal.Access;

/// <summary>Leads a person who may not see a page to where they can change that, and back afterwards.</summary>
internal static class ToSignIn
{
    public const string SignInPath = "/sign-in";
    public const string SecondFactorPath = "/account/second-factor";

    /// <summary>An address with the page one comes from: a path of this portal, never another site.</summary>
    public static string With(string path, string back) =>
        back == "/" ? path : $"{path}?back={Uri.EscapeDataString(back)}";

    /// <summary>Nobody is signed in: a person is sent to the form, a program gets its problem document.</summary>
    public static Task ChallengeAsync(HttpContext context) =>
        StatusAnswers.IsForPerson(context.Request)
            ? SendAsync(context, SignInPath)
            : Refusals.ChallengeAsync(context, null);

    /// <summary>Who is signed in may not: because the second factor is missing, or for good.</summary>
    public static Task ForbidAsync(HttpContext context)
    {
        if (!context.Caller().NeedsSecondFactor)
        {
            return AccessErrors.Forbidden.AnswerAsync(context);
        }

        return StatusAnswers.IsForPerson(context.Request)
            ? SendAsync(context, SecondFactorPath)
            : AccessErrors.SecondFactorNeeded.AnswerAsync(context);
    }

    private static Task SendAsync(HttpContext context, string path)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.IsFragment())
        {
            // htmx would put the form into a corner of the page: the whole page goes there.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers["HX-Redirect"] = path;
            return Task.CompletedTask;
        }

        context.Response.Redirect(With(path, context.Request.Here()));
        return Task.CompletedTask;
    }
}
