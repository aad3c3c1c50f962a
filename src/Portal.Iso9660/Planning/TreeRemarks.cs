using System.Text;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Planning;

/// <summary>What can be said of a tree before anything is named or placed.</summary>
internal static class TreeRemarks
{
    public const long LargeFile = 1L << 31;

    /// <summary>With the root, the 8 levels of ECMA-119 6.8.2.1.</summary>
    public const int PortableDepth = 7;

    public static void Add(IsoTree tree, List<IsoRemark> remarks)
    {
        if (tree.Root.Children.Count == 0)
        {
            remarks.Add(
                new IsoRemark(
                    "iso.root.empty",
                    "",
                    "The root is empty; Linux takes that for a sign to switch to Joliet."
                )
            );
        }

        Visit(tree.Root, depth: 0, remarks);
    }

    private static void Visit(DirectoryNode directory, int depth, List<IsoRemark> remarks)
    {
        if (depth == PortableDepth + 1)
        {
            remarks.Add(
                new IsoRemark(
                    "iso.depth.deep",
                    directory.Path,
                    "lies deeper than ISO 9660's 8 levels."
                )
            );
        }

        foreach (var child in directory.Children)
        {
            if (child is DirectoryNode subdirectory)
            {
                Visit(subdirectory, depth + 1, remarks);
            }
            else if (child is SymlinkNode link)
            {
                Add(link, remarks);
            }
            else if (child is FileNode { Length: >= LargeFile })
            {
                remarks.Add(
                    new IsoRemark(
                        "iso.file.large",
                        child.Path,
                        "has 2 GiB or more; old readers fail."
                    )
                );
            }
        }
    }

    private static void Add(SymlinkNode link, List<IsoRemark> remarks)
    {
        if (PathRules.HasSpareSlashes(link.Target))
        {
            remarks.Add(
                new IsoRemark(
                    "iso.symlink.slashes",
                    link.Path,
                    $"leads to '{link.Target}', which is written without the slashes that it does not need."
                )
            );
        }

        var length = Encoding.UTF8.GetByteCount(link.Target);
        if (length > PathRules.PortableTargetBytes)
        {
            remarks.Add(
                new IsoRemark(
                    "iso.symlink.long",
                    link.Path,
                    $"has a target of {length} bytes; xorriso refuses an image with more than {PathRules.PortableTargetBytes}."
                )
            );
        }
    }
}
