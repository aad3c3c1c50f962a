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

    /// <summary>
    /// The sections of a file, contiguous; all but the last marked MultiExtent. An empty file has one, at sector 0.
    /// </summary>
    public IEnumerable<Section> Sections(FileNode file, uint firstSector)
    {
        if (file.Length == 0)
        {
            yield return new Section(0, 0, FileFlags.None);
            yield break;
        }

        var sector = firstSector + _sectorOf[file.ContentId];
        for (var rest = file.Length; rest > 0; rest -= MaxSection)
        {
            var flags = rest > MaxSection ? FileFlags.MultiExtent : FileFlags.None;
            yield return new Section((uint)sector, (uint)Math.Min(rest, MaxSection), flags);
            sector += MaxSection / Sector.Size;
        }
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
