using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Components;
using Portal.Protocol;
using Portal.Protocol.Projects;
using Portal.Shell;

namespace Portal.Projects;

internal static class ProjectEndpoints
{
    public static void MapProjects(this IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        projects.MapPost("", CreateAsync).RequireAuthorization(Policies.Administrator);
        projects.MapGet("", ListAsync).RequireAuthorization(Policies.Read);
        projects.MapGet("/{project}", ShowAsync).RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<Created<ProjectWire>, ProblemHttpResult>> CreateAsync(
        ProjectCreateWire wire,
        Caller caller,
        ProjectService projects,
        CancellationToken cancellationToken
    )
    {
        var result = await projects.CreateAsync(caller, wire.Name, wire.Title, cancellationToken);
        return result.TryGet(out var project, out var error)
            ? TypedResults.Created(
                $"{PortalEndpoints.Api}/projects/{project.Name}",
                project.ToWire([])
            )
            : error.ToProblem();
    }

    private static async Task<Results<Ok<PageWire<ProjectWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        ProjectService projects,
        ComponentService components,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await projects.ListAsync(page, cancellationToken);
        var names = await components.NamesOfAsync(
            [.. found.Items.Select(p => p.Name)],
            cancellationToken
        );
        return TypedResults.Ok(found.ToWire(p => p.ToWire([.. names[p.Name]])));
    }

    private static async Task<Results<Ok<ProjectWire>, ProblemHttpResult>> ShowAsync(
        string project,
        ProjectService projects,
        ComponentService components,
        CancellationToken cancellationToken
    )
    {
        var found = await projects.FindAsync(project, cancellationToken);
        return found is null
            ? ProjectErrors.NotFound.With($"There is no project '{project}'.").ToProblem()
            : TypedResults.Ok(
                found.ToWire([
                    .. (await components.NamesOfAsync([project], cancellationToken))[project],
                ])
            );
    }
}
