using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>One run over one image: descriptors first, then each hierarchy, then who uses which sectors.</summary>
internal sealed class ImageVerification(
    ImageBytes image,
    IsoReadOptions options,
    FindingList findings
)
{
    private readonly SectorUse _use = new(findings);

    public void Run()
    {
        var set = new DescriptorRules(image, findings).Read();
        _use.AddMetadata(
            0,
            set.EndSector,
            "the area up to the last descriptor",
            new Place(Sector.SystemAreaCount, 0)
        );
        var primary = Walk(set.Primary);
        var joliet = Walk(set.Joliet);
        if (primary is not null && joliet is not null)
        {
            Compare(primary, joliet, set.Joliet!.Place);
        }

        // Without a volume nothing can be outside it.
        if (set.Primary is { } volume)
        {
            _use.ReportOverlaps(volume.SpaceSize);
        }
    }

    /// <summary>Null when there is no such tree, or none to enter, which has been reported.</summary>
    private DirectoryWalk? Walk(DescribedVolume? volume)
    {
        if (
            volume?.Root is not { } root
            || BothEndian.Read16(volume.Bytes.AsSpan(128)) != Sector.Size
        )
        {
            return null;
        }

        var systemUse = new SystemUseRules(image, findings, _use, volume.IsJoliet);
        var walk = new DirectoryWalk(image, options, findings, _use, systemUse, volume.IsJoliet);
        walk.Run(root.Sector, root.Length);
        new PathTableRules(image, findings, _use).Check(volume, walk.Directories);
        return walk;
    }

    private void Compare(DirectoryWalk primary, DirectoryWalk joliet, Place place)
    {
        findings.Require(
            primary.RootEntries > 0 || joliet.RootEntries == 0,
            "iso.root.empty",
            place.At(156),
            "The primary root is empty and Joliet's is not."
        );
        findings.Require(
            primary.Contents.SetEquals(joliet.Contents),
            "iso.joliet.differ",
            place.At(156),
            "Joliet and the primary tree do not refer to the same contents."
        );
    }
}
