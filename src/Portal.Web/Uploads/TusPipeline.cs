using Portal.Protocol.Uploads;
using Portal.Shell;

namespace Portal.Uploads;

/// <summary>What tus demands of every answer, also of those that are given before an endpoint is reached.</summary>
internal static class TusPipeline
{
    public const string Path = $"{PortalEndpoints.Api}/uploads";

    public static void UseTusHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (
                    context.Request.Path.StartsWithSegments(
                        Path,
                        StringComparison.OrdinalIgnoreCase
                    )
                )
                {
                    context.Response.OnStarting(() =>
                    {
                        var headers = context.Response.Headers;
                        headers[Tus.ResumableHeader] = Tus.Version;
                        headers.CacheControl = "no-store";
                        if (context.Response.StatusCode == StatusCodes.Status412PreconditionFailed)
                        {
                            headers[Tus.VersionHeader] = Tus.Version;
                        }

                        return Task.CompletedTask;
                    });
                }

                return next(context);
            }
        );

    /// <summary>A client that does not say that it speaks tus 1.0.0 is told so, and nothing is done.</summary>
    public static RouteHandlerBuilder RequireTus(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(
            async (invocation, next) =>
                invocation.HttpContext.Request.Headers[Tus.ResumableHeader] == Tus.Version
                    ? await next(invocation)
                    : TusErrors.Version.ToProblem()
        );
}
