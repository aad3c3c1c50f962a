using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Shell;

namespace Portal.Components;

internal static class ComponentEndpoints
{
    public static void MapComponents(this IEndpointRouteBuilder api)
    {
        var components = api.MapGroup("/components").WithTags("Components");
        components.MapGet("", ListAsync).RequireAuthorization(Policies.Read);
        components.MapGet("/{component}", ShowAsync).RequireAuthorization(Policies.Read);
        components
            .MapGet("/{component}/versions", VersionsAsync)
            .RequireAuthorization(Policies.Read);
        var version = components.MapGroup("/{component}/versions/{version}");
        version.MapGet("", VersionAsync).RequireAuthorization(Policies.Read);
        version.MapPost("/yank", YankAsync).RequireAuthorization(Policies.Authenticated);
        version.MapUpload();
        version.MapContents();
    }

    private static async Task<Results<Ok<PageWire<ComponentWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        ComponentService components,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await components.ListAsync(page, cancellationToken);
        return TypedResults.Ok(found.ToWire(c => c.ToWire()));
    }

    private static async Task<Results<Ok<ComponentWire>, ProblemHttpResult>> ShowAsync(
        string component,
        ComponentService components,
        CancellationToken cancellationToken
    ) =>
        await components.FindAsync(component, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToWire())
            : NoComponent(component);

    private static async Task<
        Results<Ok<PageWire<ComponentVersionWire>>, ProblemHttpResult>
    > VersionsAsync(
        string component,
        [AsParameters] PageQuery query,
        ComponentService components,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await components.VersionsAsync(component, page, cancellationToken);
        return found is null
            ? NoComponent(component)
            : TypedResults.Ok(found.ToWire(v => v.ToWire()));
    }

    private static async Task<Results<Ok<ComponentVersionWire>, ProblemHttpResult>> VersionAsync(
        string component,
        string version,
        ComponentService components,
        CancellationToken cancellationToken
    ) =>
        await components.FindVersionAsync(component, version, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToWire())
            : NoVersion(component, version);

    private static async Task<Results<Ok<ComponentVersionWire>, ProblemHttpResult>> YankAsync(
        string component,
        string version,
        YankRequestWire wire,
        Caller caller,
        ComponentService components,
        CancellationToken cancellationToken
    )
    {
        var result = await components.YankAsync(
            caller,
            component,
            version,
            wire.Reason,
            cancellationToken
        );
        return result.TryGet(out var yanked, out var error)
            ? TypedResults.Ok(yanked.ToWire())
            : error.ToProblem();
    }

    internal static ProblemHttpResult NoVersion(string component, string version) =>
        ComponentErrors.VersionNotFound.With($"There is no {component} {version}.").ToProblem();

    private static ProblemHttpResult NoComponent(string component) =>
        ComponentErrors.NotFound.With($"There is no component '{component}'.").ToProblem();
}
