using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol.Following;
using Portal.Shell;

namespace Portal.Following;

internal static class FollowingEndpoints
{
    /// <summary>The channel of another portal that is taken from where nobody says another.</summary>
    public const string UsualChannel = "stable";

    public static void MapFollowing(this IEndpointRouteBuilder api)
    {
        var following = api.MapGroup("/products/{product}/following").WithTags("Products");
        following.MapGet("", ShowAsync).RequireAuthorization(Policies.Read);
        following
            .MapPut("", FollowAsync)
            .RequireAuthorization(Policies.Administrator)
            .WithSummary("Makes a product take its releases from another portal, verified by TUF.");
        following
            .MapDelete("", UnfollowAsync)
            .RequireAuthorization(Policies.Administrator)
            .WithSummary("The product makes its own releases again; what was taken stays.");
        following
            .MapPost("/check", CheckAsync)
            .RequireAuthorization(Policies.Authenticated)
            .WithSummary("Has the other portal asked at once.");
    }

    private static async Task<
        Results<Created<FollowingWire>, Ok<FollowingWire>, ProblemHttpResult>
    > FollowAsync(
        string product,
        FollowWire body,
        Caller caller,
        FollowingService following,
        CancellationToken cancellationToken
    )
    {
        var result = await following.FollowAsync(
            caller,
            product,
            new(body.Mirrors, body.Channels ?? [UsualChannel], body.Root, body.RootKeys ?? []),
            body.Title,
            cancellationToken
        );
        if (!result.TryGet(out var done, out var error))
        {
            return error.ToProblem();
        }

        var wire = done.Following.ToWire();
        return done.Created
            ? TypedResults.Created($"{PortalEndpoints.Api}/products/{product}/following", wire)
            : TypedResults.Ok(wire);
    }

    private static async Task<Results<Ok<FollowingWire>, ProblemHttpResult>> ShowAsync(
        string product,
        FollowingService following,
        CancellationToken cancellationToken
    ) =>
        await following.FindAsync(product, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToWire())
            : FollowingErrors
                .NotFollowing.With($"'{product}' follows no other portal.")
                .ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> UnfollowAsync(
        string product,
        Caller caller,
        FollowingService following,
        CancellationToken cancellationToken
    )
    {
        var result = await following.UnfollowAsync(caller, product, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<FollowingWire>, ProblemHttpResult>> CheckAsync(
        string product,
        Caller caller,
        FollowingService following,
        CancellationToken cancellationToken
    )
    {
        var result = await following.CheckAsync(caller, product, cancellationToken);
        return result.TryGet(out var found, out var error)
            ? TypedResults.Accepted(
                $"{PortalEndpoints.Api}/products/{product}/following",
                found.ToWire()
            )
            : error.ToProblem();
    }
}
