using Portal.Iso9660.Records;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Planning;

/// <summary>
/// Where file contents lie: one extent for each distinct content, in the order in which a walk of the sorted tree
/// meets it, so that a directory's files are neighbours. Sectors count from the start of the data.
/// </summary>
internal sealed class DataPlan
{
    /// <summary>The largest section that is a multiple of a sector (ECMA-119 6.4.5 with a 32-bit length).</summary>
    public const long MaxSection = 0xFFFF_F800;

    private readonly Dictionary<string, long> _sectorOf = new(StringComparer.Ordinal);
    private readonly List<(string ContentId, long Sector, long Length)> _contents = [];

    public DataPlan(IsoTree tree) => Visit(tree.Root);

    /// <summary>Sectors of all contents.</summary>
    public long SectorCount { get; private set; }

    /// <summary>The extents of an image whose data begin at that sector.</summary>
    public IReadOnlyList<IsoExtent> Extents(long firstSector) =>
        [
            .. _contents.Select(content => new IsoExtent(
                (firstSector + content.Sector) * Sector.Size,
                content.Length,
                content.ContentId
            )),
        ];

    /// <summary>How many records an entry has: one, and as many as a file of more than 4 GiB has sections.</summary>
    public static int CountSections(IsoNode node) =>
        node is FileNode { Length: > 0 } file ? (int)(((file.Length - 1) / MaxSection) + 1) : 1;

    /// <summary>
    /// A section of a file, all of which lie one after the other; all but the last are marked MultiExtent. What has no
    /// bytes has one, at sector 0.
    /// </summary>
    public Section Section(IsoNode node, int index, uint firstSector)
    {
        if (node is not FileNode { Length: > 0 } file)
        {
            return new Section(0, 0, FileFlags.None);
        }

        var start = index * MaxSection;
        var rest = file.Length - start;
        return new Section(
            (uint)(firstSector + _sectorOf[file.ContentId] + (start / Sector.Size)),
            (uint)Math.Min(rest, MaxSection),
            rest > MaxSection ? FileFlags.MultiExtent : FileFlags.None
        );
    }

    private void Visit(DirectoryNode directory)
    {
        foreach (var child in directory.Children)
        {
            if (child is DirectoryNode subdirectory)
            {
                Visit(subdirectory);
            }
            else if (
                child is FileNode { Length: > 0 } file
                && _sectorOf.TryAdd(file.ContentId, SectorCount)
            )
            {
                _contents.Add((file.ContentId, SectorCount, file.Length));
                SectorCount += Sector.Count(file.Length);
            }
        }
    }
}
