using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Shell;

namespace Portal.Access;

/// <summary>Who am I, and my tokens and robots.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var access = api.MapGroup("")
            .WithTags("Access")
            .RequireAuthorization(Policies.Authenticated);
        access.MapGet("/me", (Caller caller) => TypedResults.Ok(caller.ToWire()));
        access.MapPost("/tokens", CreateAsync);
        access.MapGet("/tokens", ListAsync);
        access.MapDelete("/tokens/{id}", RevokeAsync);
        access.MapPost("/robots", CreateRobotAsync);
    }

    private static async Task<Results<Created<TokenCreatedWire>, ProblemHttpResult>> CreateAsync(
        TokenCreateWire wire,
        Caller caller,
        TokenService tokens,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var result = await tokens.CreateAsync(caller, wire.ToRequest(), cancellationToken);
        if (!result.TryGet(out var created, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"{PortalEndpoints.Api}/tokens/{created.Details.Id}",
            new TokenCreatedWire(created.Text, created.Details.ToWire())
        );
    }

    private static async Task<Results<Ok<PageWire<TokenWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        Caller caller,
        TokenService tokens,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await tokens.ListAsync(caller, page, cancellationToken);
        return TypedResults.Ok(found.ToWire(t => t.ToWire()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id,
        Caller caller,
        TokenService tokens,
        CancellationToken cancellationToken
    )
    {
        var result = await tokens.RevokeAsync(caller, id, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<Created<RobotWire>, ProblemHttpResult>> CreateRobotAsync(
        RobotCreateWire wire,
        Caller caller,
        AccountService accounts,
        CancellationToken cancellationToken
    )
    {
        var result = await accounts.CreateRobotAsync(
            caller,
            wire.Name,
            wire.Grants.ToGrants(),
            cancellationToken
        );
        return result.TryGet(out var robot, out var error)
            ? TypedResults.Created((string?)null, robot.ToWire())
            : error.ToProblem();
    }
}
