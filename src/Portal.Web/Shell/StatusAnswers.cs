using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Problems;

namespace Portal.Shell;

/// <summary>
/// Gives a body to answers that have only a status: a problem document for programs, a small page for a person who reads.
/// </summary>
internal static class StatusAnswers
{
    private static readonly PathString[] ForPrograms = ["/api", "/download", "/tuf", "/openapi"];

    /// <summary>
    /// Not the framework's status code pages: as soon as they are there, a page that answers 404 is not sent, whatever it has
    /// to say about what is missing.
    /// </summary>
    public static void UseStatusAnswers(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                await next(context);
                var response = context.Response;
                if (
                    !response.HasStarted
                    && response.StatusCode >= StatusCodes.Status400BadRequest
                    && response.ContentLength is null
                    && string.IsNullOrEmpty(response.ContentType)
                )
                {
                    await ForStatusAsync(context);
                }
            }
        );

    /// <summary>The error as a page where a person asked for one, as a problem document otherwise.</summary>
    public static Task AnswerAsync(this Error error, HttpContext context)
    {
        context.Response.StatusCode = error.Kind.ToStatus();
        return IsForPerson(context.Request)
            ? RenderAsync(error, context)
            : error.ToProblem().ExecuteAsync(context);
    }

    /// <summary>
    /// In a scope of its own: the page that failed may have used up what renders once a scope, and its half-made services
    /// should have no say in this one.
    /// </summary>
    private static async Task RenderAsync(Error error, HttpContext context)
    {
        var services = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = context.Caller();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            context.Response.Headers.Remove("blazor-enhanced-nav");
            var page = new RazorComponentResult<ErrorPage>(new { Error = error })
            {
                StatusCode = context.Response.StatusCode,
            };
            await page.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
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
