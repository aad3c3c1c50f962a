using Portal.Iso9660.Planning;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660;

/// <summary>
/// Every byte of an image, decided before any content is read: ISO 9660 level 3, Joliet and Rock Ridge 1.10.
/// The same tree and profile give the same layout anywhere.
/// </summary>
public sealed class IsoLayout
{
    /// <summary>Drives read ahead; images without padding give read errors at their end.</summary>
    internal const int TailSectors = 150;

    private IsoLayout(IsoImageParts parts, IReadOnlyList<IsoRemark> remarks) =>
        (Parts, Remarks) = (parts, remarks);

    /// <summary>What to store in order to write or serve the image later.</summary>
    public IsoImageParts Parts { get; }

    /// <summary>What some readers will see differently, in tree order within each rule.</summary>
    public IReadOnlyList<IsoRemark> Remarks { get; }

    /// <summary>System area, descriptors, path tables, directories and continuation areas: all metadata.</summary>
    public ReadOnlyMemory<byte> Head => Parts.Head;

    /// <summary>One for each distinct content, by offset.</summary>
    public IReadOnlyList<IsoExtent> Extents => Parts.Extents;

    /// <summary>150 sectors of zeros.</summary>
    public ReadOnlyMemory<byte> Tail => Parts.Tail;

    /// <summary>Bytes of the image, a multiple of 2048.</summary>
    public long Length => Parts.Length;

    /// <summary>Plans an image. Pure: reads no content.</summary>
    /// <exception cref="IsoException">
    /// What a strict profile does not accept, <c>iso.directories.too-many</c>, <c>iso.volume-id</c> and
    /// <c>iso.joliet.volume-id</c> when empty, or <c>iso.size</c>: more than 2^32 sectors, or 2 GiB of metadata.
    /// </exception>
    public static IsoLayout Plan(IsoTree tree, IsoProfile profile)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(profile);

        var remarks = new List<IsoRemark>();
        profile = ProfileRules.Settle(profile, remarks);
        TreeRemarks.Add(tree, remarks);
        var data = new DataPlan(tree);
        var primary = Hierarchy.Primary(tree, remarks);
        var joliet = Hierarchy.Joliet(tree, profile.Joliet, remarks);
        RefuseIfStrict(profile, remarks);
        var head = new HeadPlan(primary, joliet, data, profile);
        var sectors = head.SectorCount + data.SectorCount + TailSectors;
        if (sectors > uint.MaxValue || head.SectorCount * Sector.Size > Array.MaxLength)
        {
            throw new IsoException("iso.size", "", $"The image would have {sectors} sectors.");
        }

        return new IsoLayout(
            new IsoImageParts(
                head.Write((uint)sectors),
                data.Extents(head.SectorCount),
                new byte[TailSectors * Sector.Size],
                sectors * Sector.Size
            ),
            remarks
        );
    }

    private static void RefuseIfStrict(IsoProfile profile, List<IsoRemark> remarks)
    {
        if (
            profile.Strictness == IsoStrictness.Strict
            && remarks.FindAll(remark => !profile.Accepted.Contains(remark.Rule))
                is { Count: > 0 } refused
        )
        {
            throw new IsoException(refused);
        }
    }
}
