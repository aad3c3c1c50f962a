using Portal.Protocol.Problems;

namespace Portal.Packaging.Contents;

/// <summary>
/// Collects the entries of one component and holds them against <see cref="TreeRules"/>. What a single entry shows is
/// reported as it is added; what needs all of them, in <see cref="Complete"/>.
/// </summary>
internal sealed class ContentTree
{
    private readonly Dictionary<string, ContentEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    // Every path and every folder on the way to it, by what it looks like.
    private readonly Dictionary<string, string> _spellings = new(StringComparer.Ordinal);

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyCollection<ContentEntry> Entries => _entries.Values;

    public int Count => _entries.Count;

    /// <summary>Takes an entry, unless its path was taken before.</summary>
    public bool Add(ContentEntry entry, Action<Finding> report)
    {
        var path = entry.Path.Value;
        if (!_entries.TryAdd(path, entry))
        {
            report(TreeRules.Duplicate.Broken("The path occurs twice.", path));
            return false;
        }

        Spell(entry.Path, report);
        for (
            var folder = entry.Path.Parent;
            folder is { } above && _folders.Add(above.Value);
            folder = above.Parent
        )
        {
            Spell(above, report);
        }

        return true;
    }

    /// <summary>Puts an entry in the place of the one at its path, once its bytes are known.</summary>
    public void Replace(ContentEntry entry) => _entries[entry.Path.Value] = entry;

    /// <summary>Checks what only the whole tree shows.</summary>
    public void Complete(Action<Finding> report)
    {
        foreach (var entry in _entries.Values)
        {
            var path = entry.Path.Value;
            if (entry.Kind is ContentKind.File && _folders.Contains(path))
            {
                report(
                    TreeRules.FileAndFolder.Broken(
                        "The path is a file, and a folder of other files.",
                        path
                    )
                );
            }

            if (entry.Kind is ContentKind.Symlink)
            {
                if (_folders.Contains(path))
                {
                    report(TreeRules.BelowLink.Broken("Files lie below this symbolic link.", path));
                }

                CheckLink(entry, report);
            }
        }
    }

    private void Spell(ContentPath path, Action<Finding> report)
    {
        var likeness = ContentPath.Likeness(path.Value);
        if (!_spellings.TryAdd(likeness, path.Value) && _spellings[likeness] != path.Value)
        {
            var other = Shown.Text(_spellings[likeness]);
            report(
                TreeRules.Alike.Broken(
                    $"The path differs from '{other}' only in case or form.",
                    path.Value
                )
            );
        }
    }

    private void CheckLink(ContentEntry link, Action<Finding> report)
    {
        var path = link.Path.Value;
        var at = link;
        // Links may point to links (libfoo.so to libfoo.so.1 to libfoo.so.1.2), each checked for itself.
        for (var steps = 0; steps < 8; steps++)
        {
            var found = LinkTarget.Resolve(at.Path, at.LinkTarget!);
            if (found.Problem is { } problem)
            {
                if (at == link)
                {
                    report(
                        problem.Broken($"The link points to '{Shown.Text(at.LinkTarget!)}'.", path)
                    );
                }

                return;
            }

            var target = found.Path;
            if (ThroughLink(target))
            {
                report(
                    TreeRules.LinkTarget.Broken(
                        $"The link's target '{target}' leads through another link.",
                        path
                    )
                );
                return;
            }

            if (link.Path.IsBelow(target) || target == link.Path)
            {
                report(TreeRules.LinkLoop.Broken($"The link leads back to '{target}'.", path));
                return;
            }

            if (!_entries.TryGetValue(target.Value, out var next))
            {
                if (!_folders.Contains(target.Value))
                {
                    report(
                        TreeRules.LinkDangling.Broken(
                            $"The link's target '{target}' is not in the archive.",
                            path
                        )
                    );
                }

                return;
            }

            if (next.Kind is not ContentKind.Symlink)
            {
                return;
            }

            at = next;
        }

        report(TreeRules.LinkLoop.Broken("The link leads through other links without end.", path));
    }

    private bool ThroughLink(ContentPath target)
    {
        for (var folder = target.Parent; folder is { } above; folder = above.Parent)
        {
            if (
                _entries.TryGetValue(above.Value, out var entry)
                && entry.Kind is ContentKind.Symlink
            )
            {
                return true;
            }
        }

        return false;
    }
}
