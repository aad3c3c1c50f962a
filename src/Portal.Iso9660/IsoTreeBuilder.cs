using Portal.Iso9660.Tree;

namespace Portal.Iso9660;

/// <summary>
/// Collects the entries of an <see cref="IsoTree"/> in any order. Paths are relative, with <c>/</c> between segments;
/// parents are implied and need not be added. Every refusal is an <see cref="IsoException"/> that names the path.
/// Not thread-safe.
/// </summary>
public sealed class IsoTreeBuilder
{
    private readonly Draft _root = new("", [], isDirectory: true);
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);

    /// <summary>Adds a directory. Needed only for empty ones.</summary>
    /// <exception cref="IsoException"><c>iso.path.duplicate</c>, <c>iso.path.conflict</c>, <c>iso.name.*</c>, <c>iso.depth</c>.</exception>
    public IsoTreeBuilder AddDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var segments = PathRules.Split(path);
        PathRules.CheckDepth(segments.Length, path);
        var draft = Place(
            segments,
            path,
            () => new Draft(path, segments[^1].Bytes, isDirectory: true)
        );
        if (draft.IsDeclared || draft.Children is null)
        {
            throw Duplicate(path);
        }

        draft.IsDeclared = true;
        return this;
    }

    /// <summary>Adds a file of <paramref name="length"/> bytes.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="length">Bytes; 0 and more than 4 GiB are both fine.</param>
    /// <param name="contentId">
    /// Names the bytes, compared ordinally (callers use a SHA-256 in hexadecimal). Files with the same id share one
    /// extent on the image.
    /// </param>
    /// <param name="executable">Mode 0555 instead of 0444.</param>
    /// <exception cref="IsoException">As for a directory, and <c>iso.content.length-differs</c>.</exception>
    public IsoTreeBuilder AddFile(
        string path,
        long length,
        string contentId,
        bool executable = false
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentException.ThrowIfNullOrEmpty(contentId);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (_lengths.TryGetValue(contentId, out var known) && known != length)
        {
            throw new IsoException(
                "iso.content.length-differs",
                path,
                $"content '{contentId}' was added before with {known} bytes, now with {length}."
            );
        }

        AddLeaf(path, name => new FileNode(path, name, length, contentId, executable));
        _lengths[contentId] = length;
        return this;
    }

    /// <summary>Adds a symbolic link; it exists in Rock Ridge only. The target is stored as given, never followed.</summary>
    /// <exception cref="IsoException">As for a directory, and <c>iso.symlink.target</c>, <c>iso.symlink.too-long</c>.</exception>
    public IsoTreeBuilder AddSymlink(string path, string target)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(target);
        PathRules.CheckTarget(target, path);
        AddLeaf(path, name => new SymlinkNode(path, name, target));
        return this;
    }

    /// <summary>The tree as collected so far; the builder can go on afterwards.</summary>
    public IsoTree Build() => new((DirectoryNode)_root.ToNode());

    private static IsoException Duplicate(string path) =>
        new("iso.path.duplicate", path, "was added twice.");

    private void AddLeaf(string path, Func<byte[], IsoNode> make)
    {
        var segments = PathRules.Split(path);
        PathRules.CheckDepth(segments.Length - 1, path);
        var added = false;
        Place(
            segments,
            path,
            () =>
            {
                added = true;
                return new Draft(path, segments[^1].Bytes, isDirectory: false)
                {
                    Leaf = make(segments[^1].Bytes),
                };
            }
        );
        if (!added)
        {
            throw Duplicate(path);
        }
    }

    private Draft Place((string Name, byte[] Bytes)[] segments, string path, Func<Draft> make)
    {
        // Looked through before anything is added: a refused path leaves no parents behind.
        var deepest = _root;
        var found = 0;
        while (
            found < segments.Length
            && deepest.Children!.TryGetValue(segments[found].Name, out var next)
        )
        {
            deepest = next;
            found++;
            if (deepest.Children is null && found < segments.Length)
            {
                throw new IsoException(
                    "iso.path.conflict",
                    path,
                    $"'{deepest.Path}' is not a directory."
                );
            }
        }

        if (found == segments.Length)
        {
            return deepest;
        }

        for (; found < segments.Length - 1; found++)
        {
            var parentPath = string.Join(
                '/',
                segments.Take(found + 1).Select(segment => segment.Name)
            );
            var parent = new Draft(parentPath, segments[found].Bytes, isDirectory: true);
            deepest.Children!.Add(segments[found].Name, parent);
            deepest = parent;
        }

        var last = make();
        deepest.Children!.Add(segments[^1].Name, last);
        return last;
    }

    private sealed class Draft(string path, byte[] name, bool isDirectory)
    {
        public string Path { get; } = path;

        public Dictionary<string, Draft>? Children { get; } =
            isDirectory ? new(StringComparer.Ordinal) : null;

        public IsoNode? Leaf { get; init; }

        /// <summary>Added by name, not only implied by something below it.</summary>
        public bool IsDeclared { get; set; }

        public IsoNode ToNode()
        {
            if (Leaf is not null)
            {
                return Leaf;
            }

            var children = Children!.Values.Select(child => child.ToNode()).ToArray();
            Array.Sort(
                children,
                static (a, b) => a.NameBytes.AsSpan().SequenceCompareTo(b.NameBytes)
            );
            return new DirectoryNode(Path, name, children);
        }
    }
}
