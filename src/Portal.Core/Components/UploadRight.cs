using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Projects;
using Portal.Protocol.Access;

namespace Portal.Components;

/// <summary>Who may upload a component, and under which project: asked before a byte is read, and again at commit.</summary>
internal static class UploadRight
{
    private static readonly string[] Uploaders = [Roles.ProjectUploader, Roles.ProjectMaintainer];

    /// <summary>The projects whose components the caller may upload; null: any.</summary>
    public static IReadOnlyList<string>? ProjectsOf(Caller caller) =>
        caller.IsAdministrator
            ? null
            :
            [
                .. caller
                    .Grants.Where(g => Uploaders.Contains(g.Role) && g.Scope is not null)
                    .Select(g => g.Scope!)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>The project that the component belongs to, or will.</summary>
    /// <param name="component">Null when only its manifest, which is on its way, will tell.</param>
    /// <param name="project">As the caller named it; null when it did not.</param>
    public static async Task<Result<string>> ProjectOfAsync(
        PortalDb db,
        Caller caller,
        string? component,
        string? project,
        CancellationToken cancellationToken
    )
    {
        if (caller.Kind == CallerKind.Anonymous)
        {
            return AccessErrors.Unauthenticated;
        }

        var existing = component is null
            ? null
            : await db.Components()
                .SingleOrDefaultAsync(c => c.Name == component, cancellationToken);
        if (existing is not null)
        {
            return OfExisting(caller, existing, project);
        }

        var chosen = project is null ? Choose(caller, component) : project;
        if (!chosen.TryGet(out var owner, out var error))
        {
            return error;
        }

        if (!await db.Projects().AnyAsync(p => p.Name == owner, cancellationToken))
        {
            return ProjectErrors.NotFound.With($"There is no project '{owner}'.");
        }

        return caller.May(owner, Uploaders)
            ? owner
            : AccessErrors.Forbidden.With(
                $"Only members of {owner} and administrators upload its components."
            );
    }

    private static Result<string> OfExisting(Caller caller, Component component, string? project)
    {
        if (!caller.May(component.Project, Uploaders))
        {
            return AccessErrors.Forbidden.With(
                $"{component.Name} belongs to {component.Project}: only its members and administrators upload it."
            );
        }

        return project is null || project == component.Project
            ? component.Project
            : ComponentErrors.OtherProject.With(
                $"{component.Name} belongs to {component.Project}, not to {project}."
            );
    }

    /// <summary>The one project that the caller uploads for.</summary>
    private static Result<string> Choose(Caller caller, string? component)
    {
        var what = component is null ? "The component" : $"{component} is new, and";
        return ProjectsOf(caller) switch
        {
            null => ComponentErrors.ProjectRequired.With(
                component is null
                    ? "An administrator names the project of an upload."
                    : $"{component} is new, and an administrator names its project."
            ),
            [] => AccessErrors.Forbidden.With("Only members of a project upload components."),
            [var only] => only,
            var choices => ComponentErrors.ProjectRequired.With(
                $"{what} could belong to {string.Join(", ", choices)}."
            ),
        };
    }
}
