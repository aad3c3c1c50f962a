using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol;
using Portal.Protocol.Projects;
using Portal.Shell;

namespace Portal.Projects;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/projects/{project}/members")
            .WithTags("Projects")
            .RequireAuthorization(Policies.Authenticated);
        members.MapGet("", ListAsync);
        members.MapPut("/{name}", SetAsync);
        members.MapDelete("/{name}", RemoveAsync);
    }

    private static async Task<Results<Ok<PageWire<MemberWire>>, ProblemHttpResult>> ListAsync(
        string project,
        [AsParameters] PageQuery query,
        Caller caller,
        MemberService members,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var result = await members.ListAsync(caller, project, page, cancellationToken);
        return result.TryGet(out var found, out error)
            ? TypedResults.Ok(found.ToWire(m => m.ToWire()))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<MemberWire>, ProblemHttpResult>> SetAsync(
        string project,
        string name,
        MemberSetWire wire,
        Caller caller,
        MemberService members,
        CancellationToken cancellationToken
    )
    {
        var result = await members.SetAsync(caller, project, name, wire.Role, cancellationToken);
        return result.TryGet(out var member, out var error)
            ? TypedResults.Ok(member.ToWire())
            : error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string project,
        string name,
        Caller caller,
        MemberService members,
        CancellationToken cancellationToken
    )
    {
        var result = await members.RemoveAsync(caller, project, name, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }
}
