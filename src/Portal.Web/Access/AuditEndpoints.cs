using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Shell;

namespace Portal.Access;

/// <summary>The query of <c>GET /audit</c>.</summary>
/// <param name="Action">How the action begins: <c>token.</c>.</param>
internal readonly record struct AuditQuery(
    [property: FromQuery] string? Action,
    [property: FromQuery] string? Actor,
    [property: FromQuery] string? Subject
);

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync)
            .WithTags("Access")
            .RequireAuthorization(Policies.Administrator);

    private static async Task<Results<Ok<PageWire<AuditEntryWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditQuery filter,
        [AsParameters] PageQuery query,
        Caller caller,
        AuditLog log,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var result = await log.ListAsync(
            caller,
            new AuditFilter(filter.Action, filter.Actor, filter.Subject),
            page,
            cancellationToken
        );
        return result.TryGet(out var found, out error)
            ? TypedResults.Ok(found.ToWire(e => e.ToWire()))
            : error.ToProblem();
    }
}
