using Portal.Packaging.Versions;

namespace Portal.Releases;

/// <summary>What became of a component from one release to another.</summary>
public enum ChangeKind
{
    Same,
    Newer,
    Older,
    New,
    Gone,
}

/// <summary>One component of two releases that are compared.</summary>
/// <param name="Before">Its version in the first; null when it is new.</param>
/// <param name="After">Its version in the second; null when it is gone.</param>
public sealed record ComponentChange(string Name, string? Before, string? After)
{
    public ChangeKind Kind =>
        Before is null ? ChangeKind.New
        : After is null ? ChangeKind.Gone
        : ComponentVersionNumber.TotalOrder.Compare(
            ComponentVersionNumber.Parse(After),
            ComponentVersionNumber.Parse(Before)
        ) switch
        {
            0 => ChangeKind.Same,
            > 0 => ChangeKind.Newer,
            _ => ChangeKind.Older,
        };

    /// <summary>Every component of either: those of the second in its order, then those that are gone, by name.</summary>
    /// <param name="before">Null: there is no release before, and everything is new.</param>
    public static IReadOnlyList<ComponentChange> Between(
        IEnumerable<(string Name, string Version)>? before,
        IEnumerable<(string Name, string Version)> after
    )
    {
        var old = (before ?? []).ToDictionary(c => c.Name, c => c.Version);
        var changes = after
            .Select(c => new ComponentChange(
                c.Name,
                old.Remove(c.Name, out var version) ? version : null,
                c.Version
            ))
            .ToList();
        changes.AddRange(
            old.OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => new ComponentChange(c.Key, c.Value, After: null))
        );
        return changes;
    }

    /// <summary>The same of two releases.</summary>
    public static IReadOnlyList<ComponentChange> Between(Release? before, Release after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return Between(before is null ? null : VersionsOf(before), VersionsOf(after));
    }

    private static IEnumerable<(string Name, string Version)> VersionsOf(Release release) =>
        release.Components.OrderBy(c => c.Position).Select(c => (c.Name, c.Version));
}
