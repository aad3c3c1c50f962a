using System.Buffers;
using System.Text;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>SUSP 4 and 5.1: the entries of a record through its continuations, each whole and where it may be.</summary>
internal sealed class SystemUseArea(ImageBytes image, FindingList findings, SectorUse use)
{
    /// <summary>SUSP, RRIP of all years, and what xorriso, zisofs, Apple, Amiga and XA tools write.</summary>
    private static readonly SearchValues<string> Known = SearchValues.Create(
        [
            "SP",
            "CE",
            "PD",
            "ST",
            "ER",
            "ES",
            "PX",
            "PN",
            "SL",
            "NM",
            "CL",
            "PL",
            "RE",
            "TF",
            "SF",
            "RR",
            "AA",
            "AL",
            "AS",
            "ZF",
            "XA",
        ],
        StringComparison.Ordinal
    );

    private readonly ContinuationUse _continuations = new(image, findings, use);

    public void End() => _continuations.End();

    public List<PlacedEntry> Read(ReadOnlySpan<byte> area, Place place)
    {
        var entries = new List<PlacedEntry>();
        for (var hops = 1; Collect(area, place, entries) is { } ce; hops++)
        {
            findings.RequireBoth32(ce.Bytes, 4, ce.Place, "continuation's sector");
            findings.RequireBoth32(ce.Bytes, 12, ce.Place, "continuation's offset");
            findings.RequireBoth32(ce.Bytes, 20, ce.Place, "continuation's length");
            long sector = BothEndian.Read32(ce.Bytes.AsSpan(4));
            long offset = BothEndian.Read32(ce.Bytes.AsSpan(12));
            long length = BothEndian.Read32(ce.Bytes.AsSpan(20));
            var right = offset + length <= Sector.Size && image.Contains(sector, Sector.Size);
            if (!right || hops == SystemUseEntries.MaxContinuations)
            {
                findings.Add(
                    "iso.susp.ce",
                    ce.Place,
                    right
                        ? $"A chain of continuations does not end within {SystemUseEntries.MaxContinuations}."
                        : $"{length} bytes from {offset} of sector {sector} leave the sector or the image."
                );
                break;
            }

            _continuations.Add(sector, (int)offset, (int)length, ce.Place);
            image.Charge(sector, length + 1);
            area = image.Block(sector).Slice((int)offset, (int)length);
            place = new Place(sector, (int)offset);
        }

        return entries;
    }

    /// <summary>Adds the area's entries and returns its CE.</summary>
    private PlacedEntry? Collect(ReadOnlySpan<byte> area, Place place, List<PlacedEntry> entries)
    {
        PlacedEntry? ce = null;
        while (area.Length >= 4 && area[0] != 0)
        {
            var length = area[2];
            if (length < 4 || length > area.Length || area[3] != 1)
            {
                findings.Add(
                    "iso.susp.entry",
                    place,
                    $"An entry of {length} bytes and version {area[3]} in an area of {area.Length}."
                );
                return null;
            }

            var entry = new PlacedEntry(
                Encoding.Latin1.GetString(area[..2]),
                area[..length].ToArray(),
                place
            );
            if (!Known.Contains(entry.Signature))
            {
                findings.Add("iso.susp.unknown", place, "An entry of no known kind.");
            }

            if (entry.Signature == "ST")
            {
                findings.Require(
                    length == 4,
                    "iso.susp.entry",
                    place,
                    $"ST has {length} bytes, not 4.",
                    "SUSP 5.4"
                );
                return ce;
            }

            if (entry.Signature == "CE")
            {
                findings.Require(
                    ce is null && length == RockRidge.CeSize,
                    "iso.susp.ce",
                    place,
                    "CE has another length than 28, or stands twice in an area."
                );
                ce = length == RockRidge.CeSize ? entry : ce;
            }

            entries.Add(entry);
            area = area[length..];
            place = place.At(length);
        }

        findings.Require(
            area.Length < 4 || area.ContainsAnyExcept((byte)0),
            "iso.susp.entry",
            place,
            $"{area.Length} bytes are left after the last entry, and no ST ends it.",
            "SUSP 4"
        );
        findings.RequireZero(area, "iso.susp.entry", place, "Bytes after the last entry");
        return ce;
    }
}
