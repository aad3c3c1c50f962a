using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>The root of one hierarchy, and its label.</summary>
internal sealed record Volume(byte[] Descriptor, bool IsJoliet)
{
    /// <summary>The root's record (ECMA-119 8.4.18), whole by the descriptor's size; null when broken.</summary>
    public (long Sector, long Length)? Root =>
        RecordView.TryRead(Descriptor.AsSpan(156, 34), out var root)
            ? (root.DataSector, root.DataLength)
            : null;

    public string VolumeId =>
        (IsJoliet ? System.Text.Encoding.BigEndianUnicode : System.Text.Encoding.Latin1)
            .GetString(Descriptor, 40, 32)
            .TrimEnd(' ', '\0');
}

/// <summary>Reads the descriptors from sector 16 up to the terminator.</summary>
internal static class VolumeReader
{
    private const int MaxDescriptors = 64;

    /// <summary>The primary volume and, if there is one, the Joliet volume.</summary>
    /// <exception cref="IsoFormatException"><c>iso.read.descriptor</c>.</exception>
    public static (Volume Primary, Volume? Joliet) Read(ImageBytes image)
    {
        Volume? primary = null;
        Volume? joliet = null;
        for (
            var sector = Sector.SystemAreaCount;
            sector < Sector.SystemAreaCount + MaxDescriptors;
            sector++
        )
        {
            var descriptor = image.Read(sector, Sector.Size);
            if (!descriptor.AsSpan(1, 5).SequenceEqual(VolumeDescriptor.StandardId))
            {
                // Without a terminator the descriptors end at the first sector that is none.
                if (primary is not null)
                {
                    return (primary, joliet);
                }

                throw new IsoFormatException(
                    "iso.read.descriptor",
                    sector,
                    "not an ISO 9660 volume descriptor."
                );
            }

            switch (descriptor[0])
            {
                case VolumeDescriptor.TerminatorType:
                    return (primary ?? throw NoPrimary(sector), joliet);
                case VolumeDescriptor.PrimaryType:
                    CheckBlockSize(descriptor, sector);
                    primary ??= new Volume(descriptor, IsJoliet: false);
                    break;
                case VolumeDescriptor.SupplementaryType when IsJoliet(descriptor):
                    CheckBlockSize(descriptor, sector);
                    joliet ??= new Volume(descriptor, IsJoliet: true);
                    break;
            }
        }

        throw new IsoFormatException(
            "iso.read.descriptor",
            Sector.SystemAreaCount,
            "no descriptor terminator."
        );
    }

    /// <summary>Levels 1, 2 and 3; what follows the sequence is not looked at, as writers pad it with zeros or spaces.</summary>
    public static bool IsJoliet(ReadOnlySpan<byte> descriptor) =>
        descriptor[88] == '%'
        && descriptor[89] == '/'
        && descriptor[90] is (byte)'@' or (byte)'C' or (byte)'E';

    private static void CheckBlockSize(byte[] descriptor, long sector)
    {
        if ((descriptor[128] | (descriptor[129] << 8)) != Sector.Size)
        {
            throw new IsoFormatException(
                "iso.read.block-size",
                sector,
                "only logical blocks of 2048 bytes are read."
            );
        }
    }

    private static IsoFormatException NoPrimary(long sector) =>
        new("iso.read.descriptor", sector, "no primary volume descriptor.");
}
