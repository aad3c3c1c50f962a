namespace Portal.Iso9660.Tree;

/// <summary>One name in a directory. The path has no leading slash; the root's path and name are empty.</summary>
internal abstract class IsoNode(string path, byte[] name)
{
    public string Path { get; } = path;

    /// <summary>The last segment as UTF-8: at most <see cref="PathRules.MaxNameBytes"/> bytes.</summary>
    public byte[] NameBytes { get; } = name;

    public string Name { get; } = path[(path.LastIndexOf('/') + 1)..];
}

internal sealed class DirectoryNode(string path, byte[] name, IReadOnlyList<IsoNode> children)
    : IsoNode(path, name)
{
    public IReadOnlyList<IsoNode> Children { get; } = children;

    public int SubdirectoryCount { get; } = children.Count(child => child is DirectoryNode);
}

internal sealed class FileNode(
    string path,
    byte[] name,
    long length,
    string contentId,
    bool executable
) : IsoNode(path, name)
{
    public long Length { get; } = length;

    public string ContentId { get; } = contentId;

    public bool Executable { get; } = executable;
}

internal sealed class SymlinkNode(string path, byte[] name, string target) : IsoNode(path, name)
{
    public string Target { get; } = target;
}
