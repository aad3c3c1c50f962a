using Portal.Packaging.Versions;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Resolving;

/// <summary>Chooses the version of one component, or says why there is none to choose.</summary>
internal static class VersionChoice
{
    // Enough to see what there is; a component can have thousands.
    private const int MaximumListed = 10;

    public static Candidate? Choose(
        string name,
        VersionRange range,
        ComponentVersionNumber? pick,
        IReadOnlyList<Candidate> versions,
        List<Finding> problems
    )
    {
        if (versions.Count == 0)
        {
            problems.Add(
                new Finding(
                    "resolve.unknown",
                    $"There is no component '{name}'.",
                    name,
                    Mend: "Upload it, or mend its name in the recipe."
                )
            );
            return null;
        }

        if (pick is { } exact)
        {
            return Pick(name, range, exact, versions, problems);
        }

        var chosen = versions
            .Where(candidate => !candidate.Yanked && range.Contains(candidate.Version))
            .MaxBy(candidate => candidate.Version, ComponentVersionNumber.TotalOrder);
        if (chosen is null)
        {
            problems.Add(
                new Finding(
                    "resolve.version",
                    $"No version of '{name}' is in the range '{range}'. {WhatExists(versions)}",
                    name,
                    Mend: MendFor(range, versions)
                )
            );
        }

        return chosen;
    }

    private static Candidate? Pick(
        string name,
        VersionRange range,
        ComponentVersionNumber pick,
        IReadOnlyList<Candidate> versions,
        List<Finding> problems
    )
    {
        var picked = versions.FirstOrDefault(candidate => candidate.Version == pick);
        var problem =
            picked is null ? $"There is no version {pick} of '{name}'. {WhatExists(versions)}"
            : picked.Yanked ? $"The version {pick} of '{name}' is yanked."
            : !range.IsWithinBounds(pick)
                ? $"The version {pick} of '{name}' is not in the recipe's range '{range}'."
            : null;
        if (problem is null)
        {
            return picked;
        }

        problems.Add(
            new Finding(
                "resolve.pick",
                problem,
                name,
                Mend: "Ask for another version, or for none to have the newest."
            )
        );
        return null;
    }

    private static string WhatExists(IReadOnlyList<Candidate> versions)
    {
        var listed = versions
            .OrderByDescending(candidate => candidate.Version, ComponentVersionNumber.TotalOrder)
            .Take(MaximumListed)
            .Select(candidate =>
                (candidate.Yanked, candidate.Version.IsPreRelease) switch
                {
                    (true, _) => $"{candidate.Version} (yanked)",
                    (_, true) => $"{candidate.Version} (pre-release)",
                    _ => candidate.Version.Text,
                }
            );
        var more =
            versions.Count > MaximumListed ? $" and {versions.Count - MaximumListed} older" : "";
        return $"Known versions are {string.Join(", ", listed)}{more}.";
    }

    private static string MendFor(VersionRange range, IReadOnlyList<Candidate> versions)
    {
        var preRelease = versions
            .Where(candidate => !candidate.Yanked && range.IsWithinBounds(candidate.Version))
            .Select(candidate => candidate.Version)
            .Order(ComponentVersionNumber.TotalOrder)
            .FirstOrDefault();
        return preRelease.IsEmpty
            ? "Widen the range, or upload a version that is in it."
            : $"Pre-releases are taken where the range names one: '>={preRelease}'.";
    }
}
