using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>A volume descriptor with its place.</summary>
internal sealed record DescribedVolume(byte[] Bytes, long Sector, bool IsJoliet)
{
    public Place Place => new(Sector, 0);

    public long SpaceSize => BothEndian.Read32(Bytes.AsSpan(80));

    public (long Sector, long Length)? Root => new Volume(Bytes, IsJoliet).Root;

    public string VolumeId => new Volume(Bytes, IsJoliet).VolumeId;
}

/// <summary>What is to be walked; <paramref name="EndSector"/> is the one after the terminator.</summary>
internal sealed record DescriptorSet(
    DescribedVolume? Primary,
    DescribedVolume? Joliet,
    long EndSector
);

/// <summary>ECMA-119 6.7.1: which descriptors there are, and in which order.</summary>
internal sealed class DescriptorRules(ImageBytes image, FindingList findings)
{
    private const int MaxDescriptors = 64;
    private const byte BootType = 0;
    private const byte PartitionType = 3;

    private readonly VolumeFields _fields = new(image, findings);
    private DescribedVolume? _primary;
    private DescribedVolume? _joliet;

    public DescriptorSet Read()
    {
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
                    "No terminator ends the descriptors."
                );
                break;
            }

            ended = ReadOne(image.Read(sector, Sector.Size), new Place(sector, 0));
        }

        CheckSet();
        return new DescriptorSet(_primary, _joliet, sector);
    }

    /// <summary>True at the terminator and at what is no descriptor.</summary>
    private bool ReadOne(byte[] bytes, Place place)
    {
        if (!bytes.AsSpan(1, 5).SequenceEqual(VolumeDescriptor.StandardId))
        {
            findings.Add("iso.descriptor.identifier", place.At(1), "The sector lacks 'CD001'.");
            return true;
        }

        var isJoliet =
            bytes[0] == VolumeDescriptor.SupplementaryType && VolumeReader.IsJoliet(bytes);
        var isEnhanced =
            bytes[0] == VolumeDescriptor.SupplementaryType && !isJoliet && bytes[6] == 2;
        findings.Require(
            bytes[6] == 1 || isEnhanced,
            "iso.descriptor.version",
            place.At(6),
            $"The descriptor's version is {bytes[6]}.",
            "ECMA-119 8.1.3"
        );
        switch (bytes[0])
        {
            case BootType:
                new BootRules(image, findings).Check(bytes, place);
                break;
            case VolumeDescriptor.PrimaryType:
                AddPrimary(new DescribedVolume(bytes, place.Sector, IsJoliet: false));
                break;
            case VolumeDescriptor.SupplementaryType when isJoliet && _joliet is null:
                _joliet = new DescribedVolume(bytes, place.Sector, IsJoliet: true);
                _fields.Check(_joliet);
                break;
            case VolumeDescriptor.SupplementaryType when !isEnhanced:
                findings.Add(
                    "iso.descriptor.supplementary",
                    place.At(88),
                    "The descriptor names no character set that is in use, or Joliet a second time."
                );
                break;
            case VolumeDescriptor.SupplementaryType:
                break; // ISO 9660:1999 describes the primary tree once more
            case PartitionType:
                findings.Add(
                    "iso.descriptor.partition",
                    place,
                    "What lies in a volume partition is not looked at."
                );
                break;
            case VolumeDescriptor.TerminatorType:
                findings.RequireZero(
                    bytes.AsSpan(7),
                    "iso.descriptor.reserved",
                    place.At(7),
                    "The rest of the terminator"
                );
                return true;
            default:
                findings.Add(
                    "iso.descriptor.type",
                    place,
                    $"There is no descriptor of type {bytes[0]}."
                );
                break;
        }

        return false;
    }

    private void AddPrimary(DescribedVolume volume)
    {
        if (_primary is not null)
        {
            findings.Require(
                volume.Bytes.AsSpan().SequenceEqual(_primary.Bytes),
                "iso.descriptor.primary",
                volume.Place,
                "A second primary descriptor differs from the first."
            );
            return;
        }

        findings.Require(
            volume.Sector == Sector.SystemAreaCount,
            "iso.descriptor.primary-first",
            volume.Place,
            "The primary descriptor is not the first."
        );
        _primary = volume;
        _fields.Check(volume);
    }

    private void CheckSet()
    {
        if (_primary is null)
        {
            findings.Add(
                "iso.descriptor.primary",
                new Place(Sector.SystemAreaCount, 0),
                "There is no primary descriptor."
            );
            return;
        }

        if (_joliet is null)
        {
            return;
        }

        findings.Require(
            _primary.VolumeId.StartsWith(_joliet.VolumeId, StringComparison.Ordinal),
            "iso.joliet.volume-id",
            _joliet.Place.At(40),
            $"The Joliet label '{_joliet.VolumeId}' does not begin the label '{_primary.VolumeId}'."
        );
        foreach (var (start, size) in ((int, int)[])[(80, 4), (120, 2), (124, 2), (128, 2)])
        {
            findings.Require(
                _joliet.Bytes.AsSpan(start, size).SequenceEqual(_primary.Bytes.AsSpan(start, size)),
                "iso.descriptor.numbers",
                _joliet.Place.At(start),
                "Joliet gives another number than the primary descriptor."
            );
        }
    }
}
