using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Problems;

namespace Portal.Shell;

/// <summary>
/// Gives a body to answers that have only a status: a problem document for programs, a small page for a person who reads.
/// </summary>
internal static class StatusAnswers
{
    private static readonly PathString[] ForPrograms = ["/api", "/download", "/tuf", "/openapi"];

    public static void UseStatusAnswers(this WebApplication app) =>
        app.UseStatusCodePages(context => ForStatusAsync(context.HttpContext));

    /// <summary>The error as a page where a person asked for one, as a problem document otherwise.</summary>
    public static Task AnswerAsync(this Error error, HttpContext context)
    {
        context.Response.StatusCode = error.Kind.ToStatus();
        return IsForPerson(context.Request)
            ? new RazorComponentResult<ErrorPage>(new { Error = error })
            {
                StatusCode = context.Response.StatusCode,
            }.ExecuteAsync(context)
            : error.ToProblem().ExecuteAsync(context);
    }

    private static Task ForStatusAsync(HttpContext context) =>
        context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => RequestErrors.NoSuchRoute.AnswerAsync(context),
            StatusCodes.Status405MethodNotAllowed => RequestErrors
                .MethodNotAllowed.With(
                    $"It takes {context.Response.Headers.Allow}, not {context.Request.Method}."
                )
                .AnswerAsync(context),
            StatusCodes.Status413PayloadTooLarge => RequestErrors.TooLarge.AnswerAsync(context),
            StatusCodes.Status415UnsupportedMediaType =>
                RequestErrors.UnsupportedMediaType.AnswerAsync(context),
            StatusCodes.Status400BadRequest => RequestErrors.Malformed.AnswerAsync(context),
            // Any other status without a body is what its endpoint meant: 304, 412, 416.
            _ => Task.CompletedTask,
        };

    /// <summary>True for a page that a person asks for; programs get problem documents.</summary>
    public static bool IsForPerson(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !ForPrograms.Any(p =>
            request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase)
        )
        && request
            .Headers.Accept.ToString()
            .Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
