using System.Diagnostics.CodeAnalysis;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Contents;

/// <summary>
/// All that a component version holds, sorted by the UTF-8 bytes of the paths. Two archives with the same list are the
/// same version, whatever their compression, order, times and owners. Good by all <see cref="TreeRules"/>.
/// </summary>
public sealed class ContentList
{
    private readonly ContentEntry[] _entries;
    private readonly byte[] _bytes;

    private ContentList(ContentEntry[] entries)
    {
        _entries = entries;
        _bytes = ContentListFormat.Write(entries);
        Identity = Digest.Of(_bytes);
    }

    /// <summary>Files, links and empty folders.</summary>
    public IReadOnlyList<ContentEntry> Entries => _entries;

    /// <summary>The content digest: SHA-256 of <see cref="ToBytes"/>. The identity of a component version.</summary>
    public Digest Identity { get; }

    /// <summary>Bytes of all files together, each counted at every path it lies at.</summary>
    public long TotalLength => _entries.Sum(entry => entry.Length);

    /// <summary>The canonical text, <see cref="ContentListFormat"/>.</summary>
    public ReadOnlyMemory<byte> ToBytes() => _bytes;

    /// <summary>
    /// Makes the list of entries in any order. Folders that hold something are left out: they follow from the paths.
    /// </summary>
    public static bool TryCreate(
        IEnumerable<ContentEntry> entries,
        [NotNullWhen(true)] out ContentList? list,
        out IReadOnlyList<Finding> findings
    )
    {
        ArgumentNullException.ThrowIfNull(entries);
        var tree = new ContentTree();
        var found = new List<Finding>();
        foreach (var entry in entries)
        {
            tree.Add(entry, found.Add);
        }

        tree.Complete(found.Add);
        findings = found;
        list = found.Count == 0 ? FromTree(tree.Entries) : null;
        return list is not null;
    }

    /// <summary>Reads the canonical text, and nothing but it: any other spelling of the same list is refused.</summary>
    /// <exception cref="FormatException">The bytes are anything else; the message says where.</exception>
    public static ContentList Parse(ReadOnlySpan<byte> bytes)
    {
        if (!TryCreate(ContentListFormat.Read(bytes), out var list, out var findings))
        {
            throw new FormatException($"The content list breaks a rule: {findings[0]}");
        }

        return list._bytes.AsSpan().SequenceEqual(bytes)
            ? list
            : throw new FormatException("The content list is not in its canonical form.");
    }

    /// <summary>The entry at a path, or null; a folder that holds something is no entry.</summary>
    public ContentEntry? Find(string path)
    {
        var low = 0;
        var high = _entries.Length - 1;
        if (!ContentPath.TryParse(path, out var wanted, out _))
        {
            return null;
        }

        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (_entries[middle].Path.CompareTo(wanted))
            {
                case 0:
                    return _entries[middle];
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return null;
    }

    /// <summary>The list of entries that went through a <see cref="ContentTree"/> without a finding.</summary>
    internal static ContentList FromTree(IEnumerable<ContentEntry> entries)
    {
        var all = entries.OrderBy(entry => entry.Path).ToArray();
        var holding = new HashSet<ContentPath>();
        foreach (var entry in all)
        {
            for (
                var folder = entry.Path.Parent;
                folder is { } path && holding.Add(path);
                folder = path.Parent
            ) { }
        }

        return new([
            .. all.Where(entry =>
                entry.Kind is not ContentKind.Directory || !holding.Contains(entry.Path)
            ),
        ]);
    }
}
