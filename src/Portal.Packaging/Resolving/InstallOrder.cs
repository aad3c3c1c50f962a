using Portal.Packaging.Manifests;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Resolving;

/// <summary>
/// Orders components as they are installed: by stage, then required ones before those that require them and likewise for
/// <c>after</c>, then by name (ordinal). The component of the installers, which is never installed, comes first.
/// </summary>
internal static class InstallOrder
{
    public static IReadOnlyList<Candidate> Sort(
        IReadOnlyCollection<Candidate> chosen,
        List<Finding> problems
    )
    {
        var graph = new DependencyGraph(
            chosen.Where(candidate => candidate.Name != InstallerComponent.Name)
        );
        RefuseStageContradictions(graph, problems);
        foreach (var cycle in graph.Cycles())
        {
            problems.Add(
                new Finding(
                    "resolve.cycle",
                    $"These components wait for each other: {Describe(cycle)}.",
                    cycle[0].Later.Name,
                    Mend: "Remove one 'requires' or 'after' of the cycle from its manifest."
                )
            );
        }

        var order = chosen.Where(candidate => candidate.Name == InstallerComponent.Name).ToList();
        var waiting = new SortedSet<Candidate>(graph.Components, ByStageThenName);
        while (waiting.Count > 0)
        {
            var ready = waiting.FirstOrDefault(candidate =>
                !graph.Before(candidate).Any(edge => waiting.Contains(edge.Earlier))
            );
            if (ready is null)
            {
                break; // A cycle, which is a problem already.
            }

            waiting.Remove(ready);
            order.Add(ready);
        }

        return order;
    }

    private static Comparer<Candidate> ByStageThenName { get; } =
        Comparer<Candidate>.Create(
            static (left, right) =>
                left.Manifest.Stage.CompareTo(right.Manifest.Stage) is var stage and not 0
                    ? stage
                    : string.CompareOrdinal(left.Name, right.Name)
        );

    private static void RefuseStageContradictions(DependencyGraph graph, List<Finding> problems)
    {
        foreach (var edge in graph.Components.SelectMany(graph.Before))
        {
            var (earlier, later) = (edge.Earlier.Manifest.Stage, edge.Later.Manifest.Stage);
            if (earlier > later)
            {
                problems.Add(
                    new Finding(
                        "resolve.stage",
                        $"'{edge.Later.Name}' of stage '{later.Text()}' {edge.Verb} '{edge.Earlier.Name}', which is installed later, "
                            + $"in stage '{earlier.Text()}'.",
                        edge.Later.Name,
                        Mend: $"Change the stage of one of them, or remove '{edge.Earlier.Name}' from the manifest of '{edge.Later.Name}'."
                    )
                );
            }
        }
    }

    private static string Describe(IReadOnlyList<Dependency> cycle) =>
        string.Join(
            ", ",
            cycle.Select(edge => $"'{edge.Later.Name}' {edge.Verb} '{edge.Earlier.Name}'")
        );
}
