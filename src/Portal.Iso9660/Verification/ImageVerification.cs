using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>One run over one image: descriptors first, then each hierarchy, then who uses which sectors.</summary>
internal sealed class ImageVerification(ImageBytes image, FindingList findings)
{
    private readonly SectorUse _use = new(findings);

    public void Run()
    {
        var set = new DescriptorRules(image, findings).Read();
        _use.AddMetadata(0, set.EndSector, "system area and descriptors");
        foreach (var volume in set.Volumes)
        {
            Verify(volume);
        }

        _use.ReportOverlaps(set.Volumes.Count == 0 ? 0 : set.Volumes[0].SpaceSize);
    }

    private void Verify(DescribedVolume volume)
    {
        if (volume.Root is not { } root)
        {
            return; // reported with the descriptor
        }

        SystemUseRules? systemUse = volume.IsJoliet
            ? null
            : new SystemUseRules(image, findings, _use);
        var walk = new DirectoryWalk(image, findings, _use, systemUse, volume.IsJoliet);
        var directories = walk.Run(root.Sector, root.Length);
        new PathTableRules(image, findings, _use).Check(volume, directories);
    }
}
