using Portal.Iso9660.Naming;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Planning;

/// <summary>
/// All directories of one hierarchy in path table order: breadth first, by the parent's number, then by identifier
/// (ECMA-119 6.9.1).
/// </summary>
internal sealed class Hierarchy
{
    /// <summary>Parent numbers in the path table have 16 bits.</summary>
    public const int MaxDirectories = 65_535;

    private static readonly byte[] RootIdentifier = [0];

    private Hierarchy(List<PlannedDirectory> directories)
    {
        Directories = directories;
        PathTableSize = directories.Sum(directory =>
            PathTable.RecordSize(directory.Identifier.Length)
        );
    }

    public IReadOnlyList<PlannedDirectory> Directories { get; }

    public PlannedDirectory Root => Directories[0];

    /// <summary>Bytes of one of the two path tables.</summary>
    public int PathTableSize { get; }

    public static Hierarchy Primary(IsoTree tree, List<IsoRemark> remarks)
    {
        var hierarchy = Build(
            tree.Root,
            directory => directory.Children,
            PrimaryNames.Assign,
            PrimaryNames.Compare
        );
        foreach (var directory in hierarchy.Directories)
        {
            directory.RemarkOnLongPaths(remarks);
        }

        return hierarchy;
    }

    /// <summary>Null when the image has no Joliet.</summary>
    public static Hierarchy? Joliet(IsoTree tree, IsoJoliet form, List<IsoRemark> remarks)
    {
        var names = new JolietNames(form, remarks);
        return form == IsoJoliet.None
            ? null
            : Build(
                tree.Root,
                directory => WithoutSymlinks(directory, remarks),
                names.Assign,
                static (left, right) => left.SequenceCompareTo(right)
            );
    }

    private delegate int IdentifierOrder(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

    private static Hierarchy Build(
        DirectoryNode root,
        Func<DirectoryNode, IReadOnlyList<IsoNode>> childrenOf,
        Func<IReadOnlyList<IsoNode>, byte[][]> assign,
        IdentifierOrder order
    )
    {
        var directories = new List<PlannedDirectory> { new(root, RootIdentifier, null, 1) };
        // Appending while walking is what makes it breadth first.
        for (var i = 0; i < directories.Count; i++)
        {
            var directory = directories[i];
            var children = childrenOf(directory.Node);
            var entries = assign(children)
                .Zip(
                    children,
                    static (identifier, node) => new PlannedEntry(identifier, node, null)
                )
                .ToArray();
            Array.Sort(entries, (a, b) => order(a.Identifier, b.Identifier));
            for (var j = 0; j < entries.Length; j++)
            {
                if (entries[j].Node is DirectoryNode node)
                {
                    var child = new PlannedDirectory(
                        node,
                        entries[j].Identifier,
                        directory,
                        directories.Count + 1
                    );
                    entries[j] = entries[j] with { Directory = child };
                    directories.Add(child);
                }
            }

            directory.Entries = entries;
            if (directories.Count > MaxDirectories)
            {
                throw new IsoException(
                    "iso.directories.too-many",
                    directories[MaxDirectories].Node.Path,
                    $"is one directory more than the {MaxDirectories} a path table can number."
                );
            }
        }

        return new Hierarchy(directories);
    }

    private static IReadOnlyList<IsoNode> WithoutSymlinks(
        DirectoryNode directory,
        List<IsoRemark> remarks
    )
    {
        var symlinks = directory.Children.OfType<SymlinkNode>().ToArray();
        if (symlinks.Length == 0)
        {
            return directory.Children;
        }

        remarks.AddRange(
            symlinks.Select(link => new IsoRemark(
                "iso.joliet.symlink",
                link.Path,
                "is a symbolic link and does not exist where Joliet is read (Windows)."
            ))
        );
        return [.. directory.Children.Where(child => child is not SymlinkNode)];
    }
}
