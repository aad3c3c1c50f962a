using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Projects;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Projects;
using Portal.Shell;

namespace Portal.Channels;

internal static class DistroEndpoints
{
    public static void MapDistros(this IEndpointRouteBuilder api)
    {
        var distros = api.MapGroup("/distros").WithTags("Distros");
        distros.MapPost("", CreateAsync).RequireAuthorization(Policies.Administrator);
        distros.MapGet("", ListAsync).RequireAuthorization(Policies.Read);
        distros.MapGet("/{distro}", ShowAsync).RequireAuthorization(Policies.Read);
        var members = distros
            .MapGroup("/{distro}/members")
            .RequireAuthorization(Policies.Authenticated);
        members.MapGet("", MembersAsync);
        members.MapPut("/{name}", SetAsync);
        members.MapDelete("/{name}", RemoveAsync);
    }

    private static async Task<Results<Created<DistroWire>, ProblemHttpResult>> CreateAsync(
        DistroCreateWire wire,
        Caller caller,
        DistroService distros,
        CancellationToken cancellationToken
    )
    {
        var result = await distros.CreateAsync(caller, wire.Name, wire.Title, cancellationToken);
        return result.TryGet(out var distro, out var error)
            ? TypedResults.Created(
                $"{PortalEndpoints.Api}/distros/{distro.Name}",
                distro.ToWire([])
            )
            : error.ToProblem();
    }

    private static async Task<Results<Ok<PageWire<DistroWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        DistroService distros,
        ChannelBoard board,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await distros.ListAsync(page, cancellationToken);
        var wires = new Dictionary<string, DistroWire>(StringComparer.Ordinal);
        foreach (var distro in found.Items)
        {
            wires[distro.Name] = distro.ToWire(
                await board.OfDistroAsync(distro.Name, cancellationToken)
            );
        }

        return TypedResults.Ok(found.ToWire(d => wires[d.Name]));
    }

    private static async Task<Results<Ok<DistroWire>, ProblemHttpResult>> ShowAsync(
        string distro,
        DistroService distros,
        ChannelBoard board,
        CancellationToken cancellationToken
    ) =>
        await distros.FindAsync(distro, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToWire(await board.OfDistroAsync(distro, cancellationToken)))
            : DistroErrors.NotFound.With($"There is no distro '{distro}'.").ToProblem();

    private static async Task<Results<Ok<PageWire<MemberWire>>, ProblemHttpResult>> MembersAsync(
        string distro,
        [AsParameters] PageQuery query,
        Caller caller,
        DistroMembers members,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var result = await members.ListAsync(caller, distro, page, cancellationToken);
        return result.TryGet(out var found, out error)
            ? TypedResults.Ok(found.ToWire(m => m.ToWire()))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<MemberWire>, ProblemHttpResult>> SetAsync(
        string distro,
        string name,
        MemberSetWire wire,
        Caller caller,
        DistroMembers members,
        CancellationToken cancellationToken
    )
    {
        var result = await members.SetAsync(caller, distro, name, wire.Role, cancellationToken);
        return result.TryGet(out var member, out var error)
            ? TypedResults.Ok(member.ToWire())
            : error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string distro,
        string name,
        Caller caller,
        DistroMembers members,
        CancellationToken cancellationToken
    )
    {
        var result = await members.RemoveAsync(caller, distro, name, cancellationToken);
        return result.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }
}
