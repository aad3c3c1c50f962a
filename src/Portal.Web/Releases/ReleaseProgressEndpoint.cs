using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Shell;

namespace Portal.Releases;

/// <summary>
/// A release's progress for its page: unnamed events whose data are the rendered list of steps, and at the end the event
/// <see cref="Done"/>, at which the page is loaded anew. What programs read is the API's <c>/events</c>.
/// </summary>
internal static class ReleaseProgressEndpoint
{
    public const string Done = "done";

    /// <summary>Id of the line that is read out when the step changes.</summary>
    public const string Said = "step-said";

    /// <summary>Id of what holds the state in the page's head.</summary>
    public const string State = "release-state";

    public static string AddressOf(Release release) => $"{ReleaseAddress.Of(release)}/progress";

    public static void MapReleaseProgress(this IEndpointRouteBuilder app) =>
        app.MapGet("/products/{product}/releases/{version}/progress", FollowAsync)
            .RequireAuthorization(Policies.Read)
            .ExcludeFromDescription();

    private static async Task<
        Results<ServerSentEventsResult<string>, ProblemHttpResult>
    > FollowAsync(
        string product,
        string version,
        HttpContext context,
        ReleaseService releases,
        ReleaseProgressStream stream
    )
    {
        var release = await releases.FindAsync(product, version, context.RequestAborted);
        if (release is null)
        {
            return ReleaseEndpoints.NoSuch(product, version).ToProblem();
        }

        // nginx would hold events back until its buffer is full.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], out var last)
            ? last
            : -1;
        var isSignedIn = context.Caller().Kind != CallerKind.Anonymous;
        return TypedResults.ServerSentEvents(
            stream.FollowAsync(release.Id, seen, isSignedIn, context.RequestAborted)
        );
    }
}
