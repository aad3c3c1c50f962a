using System.Text;
using Portal.Iso9660.Naming;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>A volume descriptor with its place.</summary>
internal sealed record DescribedVolume(byte[] Bytes, long Sector, bool IsJoliet)
{
    public long SpaceSize => BothEndian.Read32(Bytes.AsSpan(80));

    public (long Sector, long Length)? Root => new Volume(Bytes, IsJoliet).Root;

    public string VolumeId => new Volume(Bytes, IsJoliet).VolumeId;
}

/// <summary>The primary volume first, then Joliet; <paramref name="EndSector"/> is the one after the terminator.</summary>
internal sealed record DescriptorSet(IReadOnlyList<DescribedVolume> Volumes, long EndSector);

/// <summary>ECMA-119 8: which descriptors there are, and every field of theirs that we use.</summary>
internal sealed class DescriptorRules(ImageBytes image, FindingList findings)
{
    private const int MaxDescriptors = 64;

    public DescriptorSet Read()
    {
        var volumes = new List<DescribedVolume>();
        var sector = (long)Sector.SystemAreaCount;
        for (var ended = false; !ended; sector++)
        {
            if (
                sector == Sector.SystemAreaCount + MaxDescriptors
                || !image.Contains(sector, Sector.Size)
            )
            {
                findings.Add(
                    "iso.descriptor.terminator",
                    new Place(sector, 0),
                    "ECMA-119 8.3",
                    "No terminator ends the descriptors."
                );
                break;
            }

            ended = ReadOne(image.Read(sector, Sector.Size), new Place(sector, 0), volumes);
        }

        CheckSet(volumes);
        return new DescriptorSet(volumes, sector);
    }

    /// <summary>True at the terminator and at what is no descriptor.</summary>
    private bool ReadOne(byte[] bytes, Place place, List<DescribedVolume> volumes)
    {
        if (!bytes.AsSpan(1, 5).SequenceEqual(VolumeDescriptor.StandardId))
        {
            findings.Add(
                "iso.descriptor.identifier",
                place.At(1),
                "ECMA-119 8.1.2",
                "The sector lacks 'CD001'."
            );
            return true;
        }

        findings.Require(
            bytes[6] == 1,
            "iso.descriptor.version",
            place.At(6),
            "ECMA-119 8.1.3",
            "Version is not 1."
        );
        switch (bytes[0])
        {
            case VolumeDescriptor.PrimaryType:
                findings.Require(
                    place.Sector == Sector.SystemAreaCount,
                    "iso.descriptor.primary-first",
                    place,
                    "ECMA-119 6.7.1.1",
                    "The primary descriptor is not the first."
                );
                Check(new DescribedVolume(bytes, place.Sector, IsJoliet: false), volumes);
                break;
            case VolumeDescriptor.SupplementaryType when VolumeReader.IsJoliet(bytes):
                Check(new DescribedVolume(bytes, place.Sector, IsJoliet: true), volumes);
                break;
        }

        return bytes[0] == VolumeDescriptor.TerminatorType;
    }

    private void CheckSet(List<DescribedVolume> volumes)
    {
        var place = new Place(Sector.SystemAreaCount, 0);
        if (volumes.Find(volume => !volume.IsJoliet) is not { } primary)
        {
            findings.Add(
                "iso.descriptor.primary",
                place,
                "ECMA-119 6.7.1.1",
                "There is no primary descriptor."
            );
            return;
        }

        if (volumes.Find(volume => volume.IsJoliet) is { } joliet)
        {
            findings.Require(
                primary.VolumeId.StartsWith(joliet.VolumeId, StringComparison.Ordinal),
                "iso.joliet.volume-id",
                new Place(joliet.Sector, 40),
                "Joliet",
                $"The Joliet label '{joliet.VolumeId}' does not begin the label '{primary.VolumeId}'."
            );
        }
    }

    private void Check(DescribedVolume volume, List<DescribedVolume> volumes)
    {
        volumes.Add(volume);
        ReadOnlySpan<byte> bytes = volume.Bytes;
        var place = new Place(volume.Sector, 0);
        findings.RequireBoth32(bytes, 80, place, "volume space size");
        findings.RequireBoth16(bytes, 120, place, "volume set size");
        findings.RequireBoth16(bytes, 124, place, "volume sequence number");
        findings.RequireBoth16(bytes, 128, place, "logical block size");
        findings.RequireBoth32(bytes, 132, place, "path table size");
        foreach (var date in (ReadOnlySpan<int>)[813, 830, 847, 864])
        {
            findings.RequireDescriptorDate(
                bytes.Slice(date, IsoDate.DescriptorSize),
                place.At(date)
            );
        }

        findings.Require(
            bytes[881] == 1,
            "iso.descriptor.version",
            place.At(881),
            "ECMA-119 8.4.31",
            "The file structure version is not 1."
        );
        findings.Require(
            volume.SpaceSize * Sector.Size <= image.Length,
            "iso.volume.size",
            place.At(80),
            "ECMA-119 8.4.8",
            $"The volume claims {volume.SpaceSize} sectors; the image has {image.Length / Sector.Size}."
        );
        CheckRoot(bytes.Slice(156, 34), place.At(156));
        CheckLabel(volume, place);
    }

    private void CheckRoot(ReadOnlySpan<byte> bytes, Place place)
    {
        if (!RecordView.TryRead(bytes, out var root) || !root.IsDirectory || !root.IsSelfOrParent)
        {
            findings.Add(
                "iso.descriptor.root",
                place,
                "ECMA-119 8.4.18",
                "This is no record of a root directory."
            );
            return;
        }

        findings.RequireBoth32(bytes, 2, place, "root's location");
        findings.RequireBoth32(bytes, 10, place, "root's length");
    }

    private void CheckLabel(DescribedVolume volume, Place place)
    {
        if (volume.IsJoliet)
        {
            findings.Require(
                !volume.Bytes.AsSpan(91, 29).ContainsAnyExcept((byte)0),
                "iso.joliet.escape",
                place.At(88),
                "ECMA-119 8.5.6",
                "The escape sequence is not followed by zeros."
            );
            return;
        }

        findings.Require(
            !volume.VolumeId.AsSpan().ContainsAnyExcept(CharacterSets.D),
            "iso.d-characters",
            place.At(40),
            "ECMA-119 8.4.6",
            $"The label '{volume.VolumeId}' has characters other than A-Z, 0-9 and _."
        );
        findings.Require(
            !Encoding
                .Latin1.GetString(volume.Bytes, 8, 32)
                .AsSpan()
                .ContainsAnyExcept(CharacterSets.A),
            "iso.a-characters",
            place.At(8),
            "ECMA-119 8.4.5",
            "The system identifier has other characters than a-characters."
        );
    }
}
