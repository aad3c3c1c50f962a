using System.Text;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>One System Use entry: its signature and all its bytes.</summary>
internal sealed record SystemUseEntry(string Signature, byte[] Bytes);

/// <summary>Collects the System Use entries of a record through its continuation areas (SUSP 4 and 5.1).</summary>
internal static class SystemUseEntries
{
    /// <summary>Linux follows as many before it gives up.</summary>
    public const int MaxContinuations = 32;

    /// <exception cref="IsoFormatException"><c>iso.read.system-use</c>.</exception>
    public static List<SystemUseEntry> Read(ImageBytes image, long sector, ReadOnlySpan<byte> area)
    {
        var entries = new List<SystemUseEntry>();
        for (var hops = 0; ; hops++)
        {
            if (Collect(area, sector, entries) is not { } ce)
            {
                return entries;
            }

            if (hops == MaxContinuations)
            {
                throw Invalid(
                    sector,
                    $"more than {MaxContinuations} continuations follow one another"
                );
            }

            sector = BothEndian.Read32(ce.AsSpan(4));
            long offset = BothEndian.Read32(ce.AsSpan(12));
            long length = BothEndian.Read32(ce.AsSpan(20));
            if (offset + length > Sector.Size)
            {
                throw Invalid(sector, "a continuation leaves its sector");
            }

            image.Charge(sector, length);
            area = image.Block(sector).Slice((int)offset, (int)length);
        }
    }

    /// <summary>Adds the area's entries and returns its CE, if it has one.</summary>
    private static byte[]? Collect(
        ReadOnlySpan<byte> area,
        long sector,
        List<SystemUseEntry> entries
    )
    {
        byte[]? ce = null;
        while (area.Length >= 4 && area[0] != 0)
        {
            var length = area[2];
            if (length < 4 || length > area.Length)
            {
                throw Invalid(sector, $"an entry claims {length} bytes of {area.Length}");
            }

            var entry = new SystemUseEntry(
                Encoding.Latin1.GetString(area[..2]),
                area[..length].ToArray()
            );
            if (entry.Signature == "ST")
            {
                break;
            }

            if (entry.Signature == "CE" && length >= RockRidge.CeSize)
            {
                ce = entry.Bytes;
            }

            entries.Add(entry);
            area = area[length..];
        }

        return ce;
    }

    private static IsoFormatException Invalid(long sector, string what) =>
        new("iso.read.system-use", sector, $"broken System Use area: {what}.");
}
