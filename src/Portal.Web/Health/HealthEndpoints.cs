using Microsoft.AspNetCore.Http.HttpResults;

namespace Portal.Health;

internal static class HealthEndpoints
{
    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: so does what it needs.</summary>
    public static void MapPortalHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok(new LivenessWire("live")));
        health.MapGet("/ready", ReadyAsync);
    }

    private static async Task<JsonHttpResult<ReadinessWire>> ReadyAsync(
        Readiness readiness,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var state = await readiness.AskAsync(cancellationToken);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            state,
            statusCode: state.Status == Readiness.Unready
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status200OK
        );
    }
}

/// <summary>The process answers.</summary>
internal sealed record LivenessWire(string Status);

/// <param name="Status">ready, degraded (it serves, and something is short) or unready.</param>
internal sealed record ReadinessWire(string Status, IReadOnlyList<ReadinessCheckWire> Checks);

/// <param name="Status">ready, degraded or unready.</param>
/// <param name="Detail">One sentence without secrets; null when all is well.</param>
/// <param name="Milliseconds">How long it took to find out.</param>
internal sealed record ReadinessCheckWire(
    string Name,
    string Status,
    string? Detail,
    long Milliseconds
);
