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

    private readonly byte[] _tf = RockRidge.Tf(epoch);

    public List<byte[]> ForSelf(PlannedDirectory directory)
    {
        List<byte[]> entries = directory.Number == 1 ? [RockRidge.Sp()] : [];
        entries.AddRange([Px(directory.Node), _tf]);
        if (directory.Number == 1)
        {
            entries.Add(RockRidge.Er());
        }

        return entries;
    }

    public List<byte[]> ForParent(PlannedDirectory directory) => [Px(directory.Parent.Node), _tf];

    public List<byte[]> For(IsoNode node)
    {
        List<byte[]> entries = [Px(node), _tf];
        RockRidge.AddNm(entries, node.NameBytes);
        if (node is SymlinkNode symlink)
        {
            RockRidge.AddSl(entries, symlink.Target);
        }

        return entries;
    }

    private static byte[] Px(IsoNode node) =>
        node switch
        {
            // A directory is linked from its parent, its "." and each child's "..".
            DirectoryNode directory => RockRidge.Px(
                DirectoryMode,
                2 + (uint)directory.SubdirectoryCount
            ),
            FileNode { Executable: true } => RockRidge.Px(ExecutableMode, 1),
            FileNode => RockRidge.Px(FileMode, 1),
            _ => RockRidge.Px(SymlinkMode, 1),
        };
}
