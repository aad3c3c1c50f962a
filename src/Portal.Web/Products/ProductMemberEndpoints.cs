using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Projects;
using Portal.Protocol;
using Portal.Protocol.Projects;
using Portal.Shell;

namespace Portal.Products;

internal static class ProductMemberEndpoints
{
    public static void MapProductMembers(this IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/products/{product}/members")
            .WithTags("Products")
            .RequireAuthorization(Policies.Authenticated);
        members.MapGet("", ListAsync);
        members.MapPut("/{name}", SetAsync);
        members.MapDelete("/{name}", RemoveAsync);
    }

    private static async Task<Results<Ok<PageWire<MemberWire>>, ProblemHttpResult>> ListAsync(
        string product,
        [AsParameters] PageQuery query,
        Caller caller,
        ProductMembers members,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var result = await members.ListAsync(caller, product, page, cancellationToken);
        return result.TryGet(out var found, out error)
            ? TypedResults.Ok(found.ToWire(m => m.ToWire()))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<MemberWire>, ProblemHttpResult>> SetAsync(
        string product,
        string name,
        MemberSetWire wire,
        Caller caller,
        ProductMembers members,
        CancellationToken cancellationToken
    )
    {
        var result = await members.SetAsync(caller, product, name, wire.Role, cancellationToken);
        return result.TryGet(out var member, out var error)
            ? TypedResults.Ok(member.ToWire())
            : error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string product,
        string name,
        Caller caller,
        ProductMembers members,
        CancellationToken cancellationToken
    )
    {
        var result = await members.RemoveAsync(caller, product, name, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }
}
