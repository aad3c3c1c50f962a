namespace Portal.Packaging.Resolving;

/// <summary>One component is installed before another; the verb says why: <c>requires</c> or <c>comes after</c>.</summary>
internal sealed record Dependency(Candidate Later, Candidate Earlier, string Verb);

/// <summary>Which components of an image are installed before which.</summary>
internal sealed class DependencyGraph
{
    private readonly Dictionary<Candidate, List<Dependency>> _before = [];

    public DependencyGraph(IEnumerable<Candidate> components)
    {
        var byName = components.ToDictionary(candidate => candidate.Name);
        Components =
        [
            .. byName.Values.OrderBy(candidate => candidate.Name, StringComparer.Ordinal),
        ];
        foreach (var candidate in Components)
        {
            _before[candidate] =
            [
                .. candidate
                    .Manifest.Requires.Select(name => (Name: name, Verb: "requires"))
                    .Concat(
                        candidate.Manifest.After.Select(name => (Name: name, Verb: "comes after"))
                    )
                    .DistinctBy(named => named.Name)
                    .Where(named => byName.ContainsKey(named.Name))
                    .OrderBy(named => named.Name, StringComparer.Ordinal)
                    .Select(named => new Dependency(candidate, byName[named.Name], named.Verb)),
            ];
        }
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<Candidate> Components { get; }

    /// <summary>What is installed before a component, by name.</summary>
    public IReadOnlyList<Dependency> Before(Candidate component) => _before[component];

    /// <summary>
    /// Cycles, each the shortest through its first component; components of a cycle that was found are not looked at again, so
    /// there is at least one for every group of components that wait for each other.
    /// </summary>
    public IEnumerable<IReadOnlyList<Dependency>> Cycles()
    {
        var found = new HashSet<Candidate>();
        foreach (var component in Components.Where(component => !found.Contains(component)))
        {
            if (CycleThrough(component) is { } cycle)
            {
                found.UnionWith(cycle.Select(edge => edge.Later));
                yield return cycle;
            }
        }
    }

    // Breadth first from the component along its dependencies, until one leads back to it.
    private List<Dependency>? CycleThrough(Candidate start)
    {
        var reachedBy = new Dictionary<Candidate, Dependency>();
        var queue = new Queue<Candidate>([start]);
        while (queue.TryDequeue(out var component))
        {
            foreach (var edge in _before[component])
            {
                if (!reachedBy.TryAdd(edge.Earlier, edge))
                {
                    continue;
                }

                if (edge.Earlier == start)
                {
                    return PathTo(start, reachedBy);
                }

                queue.Enqueue(edge.Earlier);
            }
        }

        return null;
    }

    private static List<Dependency> PathTo(
        Candidate start,
        Dictionary<Candidate, Dependency> reachedBy
    )
    {
        var path = new List<Dependency>();
        var at = start;
        do
        {
            path.Add(reachedBy[at]);
            at = reachedBy[at].Later;
        } while (at != start);

        path.Reverse();
        return path;
    }
}
