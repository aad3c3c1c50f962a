namespace Portal.Search;

/// <summary>What a hit is.</summary>
public enum HitKind
{
    Product,
    Release,
    Component,
    ComponentVersion,
    Project,
}

/// <summary>One thing that was found.</summary>
/// <param name="Name">Of the product, component or project.</param>
/// <param name="Version">Of a release or component version; otherwise null.</param>
/// <param name="Text">Its title or summary, or what the digest is of.</param>
/// <param name="State">Of a release: one of <c>ReleaseStates</c>; of a component version <c>yanked</c>; otherwise null.</param>
/// <param name="At">When a release or version came; otherwise null.</param>
/// <param name="IsExact">The words are its whole name, name and version, or whole digest.</param>
public sealed record Hit(
    HitKind Kind,
    string Name,
    string? Version,
    string? Text,
    string? State,
    DateTimeOffset? At,
    bool IsExact
);

/// <summary>The hits of one kind.</summary>
/// <param name="HasMore">There are more than are given here.</param>
public sealed record HitGroup(HitKind Kind, IReadOnlyList<Hit> Hits, bool HasMore);

/// <param name="Words">As they were looked for; empty: nothing was.</param>
/// <param name="IsDigest">They were taken for (the beginning of) a SHA-256.</param>
/// <param name="Groups">Without those that are empty.</param>
public sealed record SearchResults(string Words, bool IsDigest, IReadOnlyList<HitGroup> Groups)
{
    /// <summary>The one thing that is meant; null when it is none or not clear which.</summary>
    public Hit? Meant =>
        Groups.SelectMany(g => g.Hits).Where(h => h.IsExact).ToList() is [var one] ? one : null;
}
