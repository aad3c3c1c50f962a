namespace Portal.Packaging.Contents;

/// <summary>Resolves where a symbolic link points, without looking at anything but the text.</summary>
internal static class LinkTarget
{
    /// <summary>The path inside the tree, or the rule that the target breaks.</summary>
    /// <remarks>
    /// '..' is taken only at the beginning: there it means the same by text as on disk, because nothing lies below a
    /// link. After a name that is itself a link it would not.
    /// </remarks>
    public static (ContentPath Path, ContentRule? Problem) Resolve(ContentPath link, string target)
    {
        var folder = link.Parent;
        var rest = target;
        while (rest == ".." || rest.StartsWith("../", StringComparison.Ordinal))
        {
            if (folder is not { } inside)
            {
                return (default, TreeRules.LinkOutside);
            }

            folder = inside.Parent;
            rest = rest.Length > 2 ? rest[3..] : "";
        }

        if (rest.Length == 0)
        {
            // Only '..': a folder around the link itself.
            return folder is { } around ? (around, null) : (default, TreeRules.LinkLoop);
        }

        if (rest.StartsWith('/'))
        {
            return (default, TreeRules.LinkOutside);
        }

        var resolved = folder is { } start ? $"{start.Value}/{rest}" : rest;
        return ContentPath.TryParse(resolved, out var path, out _)
            ? (path, null)
            : (default, TreeRules.LinkTarget);
    }
}
