namespace Portal.Packaging.Contents;

/// <summary>The rules that paths keep among each other.</summary>
public static class TreeRules
{
    public static readonly ContentRule Duplicate = new(
        "archive.tree.duplicate",
        "Pack each path once."
    );
    public static readonly ContentRule Alike = new(
        "archive.tree.alike",
        "Rename one of them: they are one name on Windows."
    );
    public static readonly ContentRule FileAndFolder = new(
        "archive.tree.file-and-folder",
        "Rename one of them."
    );
    public static readonly ContentRule BelowLink = new(
        "archive.tree.below-link",
        "Pack the files under the folder's own name."
    );
    public static readonly ContentRule LinkTarget = new(
        "archive.link.target",
        "Link by a relative path such as ../lib/libfoo.so.1."
    );
    public static readonly ContentRule LinkOutside = new(
        "archive.link.outside",
        "Link to what the archive holds."
    );
    public static readonly ContentRule LinkDangling = new(
        "archive.link.dangling",
        "Pack the target, or drop the link."
    );
    public static readonly ContentRule LinkLoop = new(
        "archive.link.loop",
        "Link to a file or to a folder elsewhere."
    );

    /// <summary>Every rule of a tree.</summary>
    public static IReadOnlyList<ContentRule> All { get; } =
    [Duplicate, Alike, FileAndFolder, BelowLink, LinkTarget, LinkOutside, LinkDangling, LinkLoop];
}
