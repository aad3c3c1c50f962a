namespace Portal.Architecture.Rules;

/// <summary>What a project file may say.</summary>
internal static class ProjectRules
{
    private const string AspNetCore = "Microsoft.AspNetCore.App";

    public static IEnumerable<Breach> Check(ProjectFile project)
    {
        foreach (var package in project.PackagesWithVersion)
        {
            yield return new Breach(
                project.Path,
                0,
                $"{package} has a version; versions are in Directory.Packages.props."
            );
        }

        if (project.IsTest)
        {
            yield break;
        }

        if (!Arrows.Projects.TryGetValue(project.Name, out var allowed))
        {
            yield return new Breach(
                project.Path,
                0,
                $"{project.Name} is not in the table of projects."
            );
            yield break;
        }

        foreach (var target in project.References.Where(target => !allowed.Contains(target)))
        {
            yield return new Breach(
                project.Path,
                0,
                $"{project.Name} -> {target} is no arrow of ours."
            );
        }

        foreach (
            var space in project.Usings.Where(space =>
                space.StartsWith("Portal.", StringComparison.Ordinal)
            )
        )
        {
            yield return new Breach(
                project.Path,
                0,
                $"Using {space} for a whole project hides an arrow."
            );
        }

        // The compiler guards the border between the rings only as long as nothing below Web can see ASP.NET.
        if (project.Name != "Portal.Web")
        {
            foreach (
                var framework in project.Frameworks.Where(framework => framework == AspNetCore)
            )
            {
                yield return new Breach(project.Path, 0, $"{project.Name} refers to {framework}.");
            }

            if (project.Sdk != "Microsoft.NET.Sdk")
            {
                yield return new Breach(
                    project.Path,
                    0,
                    $"{project.Name} is built by {project.Sdk}."
                );
            }
        }
    }
}
