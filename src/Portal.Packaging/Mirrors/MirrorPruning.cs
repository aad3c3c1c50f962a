using System.Globalization;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// Removes what nothing leads to, a grace time after that was first seen: whoever read the timestamp before can finish. When that
/// was stands in a file of the tree's own, so that it survives a kill.
/// </summary>
internal sealed class MirrorPruning(MirrorTree tree, MirrorSelection selection, TimeProvider clock)
{
    private const string Journal = "unreached";

    /// <param name="reached">What the tree's timestamp leads to.</param>
    /// <returns>What went, sorted.</returns>
    public IReadOnlyList<string> Run(IReadOnlySet<string> reached)
    {
        var now = clock.GetUtcNow();
        var since = Read();
        var kept = Kept(reached);
        var waiting = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var removed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in Mine().Where(path => !reached.Contains(path) && !IsKept(path, kept)))
        {
            var from = since.GetValueOrDefault(path, now);
            if (now - from >= selection.GraceTime)
            {
                removed.Add(path);
            }
            else
            {
                waiting[path] = from;
            }
        }

        foreach (var path in removed)
        {
            tree.Delete(path);
        }

        tree.WriteNote(
            Journal,
            string.Concat(
                waiting.Select(w =>
                    $"{w.Value.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} {w.Key}\n"
                )
            )
        );
        return [.. removed];
    }

    private IEnumerable<string> Mine() =>
        tree.Files("tuf").Concat(tree.Files(MirrorPaths.Downloads)).ToList();

    /// <summary>Of each product those that are reached, and the greatest besides, up to as many as are to be kept.</summary>
    private HashSet<(string Product, string Version)> Kept(IReadOnlySet<string> reached)
    {
        var kept = new HashSet<(string, string)>();
        foreach (var product in tree.FoldersIn(MirrorPaths.Downloads))
        {
            var versions = tree.FoldersIn($"{MirrorPaths.Downloads}/{product}")
                .Where(Names.IsReleaseVersion)
                .OrderByDescending(
                    version => ComponentVersionNumber.Parse(version),
                    ComponentVersionNumber.TotalOrder
                )
                .ToLookup(version => reached.Contains(MirrorPaths.Image(product, version)));
            var pointedTo = versions[true].ToList();
            kept.UnionWith(
                pointedTo
                    .Concat(
                        // What the tree no longer is for is kept by nobody.
                        selection.Holds(product)
                            ? versions[false].Take(Math.Max(selection.Keep - pointedTo.Count, 0))
                            : []
                    )
                    .Select(version => (product, version))
            );
        }

        return kept;
    }

    private static bool IsKept(string path, HashSet<(string, string)> kept) =>
        path.Split('/') is [MirrorPaths.Downloads, var product, var version, _]
        && kept.Contains((product, version));

    private Dictionary<string, DateTimeOffset> Read()
    {
        var since = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var line in (tree.ReadNote(Journal) ?? "").Split('\n'))
        {
            if (
                line.Split(' ', 2) is [var seconds, var path]
                && long.TryParse(seconds, CultureInfo.InvariantCulture, out var at)
            )
            {
                since[path] = DateTimeOffset.FromUnixTimeSeconds(at);
            }
        }

        return since;
    }
}
