using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol;
using Portal.Protocol.Hosts;
using Portal.Shell;

namespace Portal.Hosts;

internal static class FleetTokenEndpoints
{
    public static void MapFleetTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/products/{product}/fleet-tokens")
            .WithTags("Hosts")
            .RequireAuthorization(Policies.Authenticated);
        tokens.MapPost("", CreateAsync);
        tokens.MapGet("", ListAsync);
        tokens
            .MapDelete("/{id}", RevokeAsync)
            .WithSummary(
                "Nobody enrols by it any more; with hosts=true the hosts that did are forgotten with their keys."
            );
    }

    private static async Task<
        Results<Created<FleetTokenCreatedWire>, ProblemHttpResult>
    > CreateAsync(
        string product,
        FleetTokenCreateWire wire,
        Caller caller,
        FleetTokenService tokens,
        HttpContext context
    )
    {
        var result = await tokens.CreateAsync(
            caller,
            product,
            wire.Name,
            wire.Distro,
            wire.ExpiresInDays is { } days ? TimeSpan.FromDays(days) : null,
            context.RequestAborted
        );
        if (!result.TryGet(out var created, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"{PortalEndpoints.Api}/products/{product}/fleet-tokens/{created.Details.Id}",
            new FleetTokenCreatedWire(created.Text, ToWire(new(created.Details, 0)))
        );
    }

    private static async Task<Results<Ok<PageWire<FleetTokenWire>>, ProblemHttpResult>> ListAsync(
        string product,
        [AsParameters] PageQuery query,
        Caller caller,
        FleetTokenService tokens,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var result = await tokens.ListAsync(caller, product, page, cancellationToken);
        return result.TryGet(out var found, out error)
            ? TypedResults.Ok(found.ToWire(ToWire))
            : error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string product,
        string id,
        bool? hosts,
        Caller caller,
        FleetTokenService tokens,
        CancellationToken cancellationToken
    )
    {
        var result = await tokens.RevokeAsync(
            caller,
            product,
            id,
            hosts ?? false,
            cancellationToken
        );
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static FleetTokenWire ToWire(ListedFleetToken listed)
    {
        var token = listed.Token;
        return new(
            token.Id,
            token.Name,
            token.Product,
            token.Distro,
            token.CreatedBy,
            token.CreatedAt,
            token.ExpiresAt,
            token.RevokedAt,
            listed.Hosts
        );
    }
}
