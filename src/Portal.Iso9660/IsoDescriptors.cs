using System.Text;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660;

/// <summary>Reads what an image says about itself.</summary>
public static class IsoDescriptors
{
    private const int MaxDescriptors = 64;

    /// <summary>The descriptors from sector 16 up to the terminator, which is not among them.</summary>
    /// <param name="stream">Seekable; stays the caller's.</param>
    /// <exception cref="IsoFormatException"><c>iso.read.descriptor</c>: not an image, or the sequence does not end; <c>iso.read.truncated</c>.</exception>
    public static IReadOnlyList<IsoDescriptor> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var image = new ImageBytes(stream, MaxDescriptors * Sector.Size);
        var found = new List<IsoDescriptor>();
        for (var sector = (long)Sector.SystemAreaCount; found.Count < MaxDescriptors; sector++)
        {
            var bytes = image.Read(sector, Sector.Size);
            if (!bytes.AsSpan(1, 5).SequenceEqual(VolumeDescriptor.StandardId))
            {
                throw new IsoFormatException(
                    "iso.read.descriptor",
                    sector,
                    "not an ISO 9660 volume descriptor."
                );
            }

            if (bytes[0] == VolumeDescriptor.TerminatorType)
            {
                return found;
            }

            found.Add(From(bytes, sector));
        }

        throw new IsoFormatException(
            "iso.read.descriptor",
            Sector.SystemAreaCount,
            "no descriptor terminator."
        );
    }

    private static IsoDescriptor From(byte[] bytes, long sector)
    {
        var kind = KindOf(bytes);
        if (kind is IsoDescriptorKind.Boot)
        {
            return new IsoDescriptor(kind, sector, 0) { SystemId = Text(bytes, 7, 32, kind) };
        }

        if (kind is IsoDescriptorKind.Partition or IsoDescriptorKind.Unknown)
        {
            return new IsoDescriptor(kind, sector, 0);
        }

        return new IsoDescriptor(kind, sector, BothEndian.Read32(bytes.AsSpan(80)))
        {
            SystemId = Text(bytes, 8, 32, kind),
            VolumeId = Text(bytes, 40, 32, kind),
            VolumeSetId = Text(bytes, 190, 128, kind),
            PublisherId = Text(bytes, 318, 128, kind),
            PreparerId = Text(bytes, 446, 128, kind),
            ApplicationId = Text(bytes, 574, 128, kind),
            CreatedAt = Date(bytes, 813),
            ModifiedAt = Date(bytes, 830),
            ExpiresAt = Date(bytes, 847),
            EffectiveAt = Date(bytes, 864),
        };
    }

    private static IsoDescriptorKind KindOf(byte[] bytes) =>
        bytes[0] switch
        {
            0 => IsoDescriptorKind.Boot,
            VolumeDescriptor.PrimaryType => IsoDescriptorKind.Primary,
            VolumeDescriptor.SupplementaryType when VolumeReader.IsJoliet(bytes) =>
                IsoDescriptorKind.Joliet,
            VolumeDescriptor.SupplementaryType => IsoDescriptorKind.Supplementary,
            3 => IsoDescriptorKind.Partition,
            _ => IsoDescriptorKind.Unknown,
        };

    private static string Text(byte[] bytes, int offset, int length, IsoDescriptorKind kind) =>
        (kind is IsoDescriptorKind.Joliet ? Encoding.BigEndianUnicode : Encoding.Latin1)
            .GetString(bytes, offset, length)
            .TrimEnd(' ', '\0');

    private static DateTimeOffset? Date(byte[] bytes, int offset) =>
        IsoDate.ReadDescriptor(bytes.AsSpan(offset, IsoDate.DescriptorSize));
}
