using Portal.Iso9660.Tree;

namespace Portal.Iso9660;

/// <summary>
/// What an image shall hold: directories, files and symbolic links, sorted by the bytes of their UTF-8 names.
/// Immutable; made by <see cref="IsoTreeBuilder"/>, which has checked every name. Two trees built from the same
/// entries in different order are the same.
/// </summary>
public sealed class IsoTree
{
    internal IsoTree(DirectoryNode root) => Root = root;

    internal DirectoryNode Root { get; }
}
