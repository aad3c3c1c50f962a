using Portal.Iso9660.Records;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Planning;

/// <summary>Which Rock Ridge entries a record carries: everything belongs to root and nothing is writable.</summary>
internal sealed class SystemUse(long epoch)
{
    private const uint DirectoryMode = 0x4000 | 0x16D; // 0040555
    private const uint ExecutableMode = 0x8000 | 0x16D; // 0100555
    private const uint FileMode = 0x8000 | 0x124; // 0100444
    private const uint SymlinkMode = 0xA000 | 0x16D; // 0120555

    private static readonly byte[] FilePx = RockRidge.Px(FileMode, 1);
    private static readonly byte[] ExecutablePx = RockRidge.Px(ExecutableMode, 1);
    private static readonly byte[] SymlinkPx = RockRidge.Px(SymlinkMode, 1);

    private readonly byte[] _tf = RockRidge.Tf(epoch);

    /// <summary>Lent out: there are two rounds over every entry of the image.</summary>
    private readonly List<byte[]> _entries = [];

    /// <summary>The entries of "."; valid until the next call of any method here, as are those of the others.</summary>
    public List<byte[]> ForSelf(PlannedDirectory directory)
    {
        _entries.Clear();
        if (directory.Number != 1)
        {
            return Add(directory.Node);
        }

        _entries.Add(RockRidge.Sp());
        Add(directory.Node);
        _entries.Add(RockRidge.Er());
        return _entries;
    }

    public List<byte[]> ForParent(PlannedDirectory directory)
    {
        _entries.Clear();
        return Add(directory.Parent.Node);
    }

    public List<byte[]> For(IsoNode node)
    {
        _entries.Clear();
        Add(node);
        RockRidge.AddNm(_entries, node.NameBytes);
        if (node is SymlinkNode symlink)
        {
            RockRidge.AddSl(_entries, symlink.Target);
        }

        return _entries;
    }

    private List<byte[]> Add(IsoNode node)
    {
        _entries.Add(Px(node));
        _entries.Add(_tf);
        return _entries;
    }

    private static byte[] Px(IsoNode node) =>
        node switch
        {
            // A directory is linked from its parent, its "." and each child's "..".
            DirectoryNode directory => RockRidge.Px(
                DirectoryMode,
                2 + (uint)directory.SubdirectoryCount
            ),
            FileNode { Executable: true } => ExecutablePx,
            FileNode => FilePx,
            _ => SymlinkPx,
        };
}
