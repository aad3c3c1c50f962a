using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Resolving;

/// <summary>
/// Turns a recipe into exact versions. For each component it takes the newest version in the recipe's range that is not
/// yanked. There is nothing to search: <c>requires</c> names components without versions, so the choice for one component
/// never depends on that for another. The order of the inputs has no influence on the result.
/// </summary>
public static class Resolver
{
    /// <summary>Resolves a recipe.</summary>
    /// <param name="recipe">
    /// Need not name the component of the installers: it is always part of an image, in its newest version or as the recipe says.
    /// </param>
    /// <param name="picks">
    /// Exact versions by component, for this release. A pick lies within the recipe's range, but may be a pre-release of it.
    /// </param>
    /// <param name="available">Every version there is of the components in the recipe, and as well of any others.</param>
    public static Resolution Resolve(
        Recipe recipe,
        IReadOnlyDictionary<string, ComponentVersionNumber>? picks,
        IEnumerable<Candidate> available
    )
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(available);
        picks ??= new Dictionary<string, ComponentVersionNumber>();
        var byName = available.ToLookup(candidate => candidate.Name);
        var ranges = Ranges(recipe, out var problems);
        foreach (var (name, version) in picks.Where(pick => !ranges.ContainsKey(pick.Key)))
        {
            problems.Add(
                new Finding(
                    "resolve.pick",
                    $"The version {version} is asked of '{name}', which is not in the recipe of '{recipe.Product}'.",
                    name,
                    Mend: $"Add '{name}' to the recipe, or do not ask for it."
                )
            );
        }

        var chosen = new List<Candidate>();
        foreach (var (name, range) in ranges)
        {
            ComponentVersionNumber? pick = picks.TryGetValue(name, out var asked) ? asked : null;
            if (
                VersionChoice.Choose(name, range, pick, [.. byName[name]], problems) is
                { } candidate
            )
            {
                chosen.Add(candidate);
            }
        }

        foreach (var candidate in chosen)
        {
            RequireOnImage(candidate, ranges, byName, problems);
        }

        var components = InstallOrder.Sort(chosen, problems);
        return new Resolution(
            problems.Count == 0 ? components : [],
            [
                .. problems
                    .OrderBy(p => p.Rule, StringComparer.Ordinal)
                    .ThenBy(p => p.Message, StringComparer.Ordinal),
            ],
            components
        );
    }

    private static SortedDictionary<string, VersionRange> Ranges(
        Recipe recipe,
        out List<Finding> problems
    )
    {
        problems = [];
        var ranges = new SortedDictionary<string, VersionRange>(StringComparer.Ordinal);
        foreach (var component in recipe.Components)
        {
            if (!ranges.TryAdd(component.Name, component.Range))
            {
                problems.Add(
                    new Finding(
                        "resolve.duplicate",
                        $"The recipe of '{recipe.Product}' names '{component.Name}' more than once.",
                        component.Name,
                        Mend: "Keep one of them."
                    )
                );
            }
        }

        ranges.TryAdd(InstallerComponent.Name, VersionRange.Any);
        return ranges;
    }

    private static void RequireOnImage(
        Candidate candidate,
        SortedDictionary<string, VersionRange> ranges,
        ILookup<string, Candidate> byName,
        List<Finding> problems
    )
    {
        foreach (
            var required in candidate.Manifest.Requires.Where(name => !ranges.ContainsKey(name))
        )
        {
            problems.Add(
                new Finding(
                    "resolve.requires",
                    $"'{candidate.Name}' {candidate.Version} requires '{required}', which is not in the recipe.",
                    candidate.Name,
                    Mend: byName.Contains(required)
                        ? $"Add '{required}' to the recipe."
                        : $"Upload '{required}', and add it to the recipe."
                )
            );
        }
    }
}
