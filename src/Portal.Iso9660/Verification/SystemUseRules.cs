using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>SUSP 5: entries, continuations, SP and ER; hands what Rock Ridge says to <see cref="RockRidgeRules"/>.</summary>
internal sealed class SystemUseRules(ImageBytes image, FindingList findings, SectorUse use)
{
    private readonly RockRidgeRules _rockRidge = new(findings);

    /// <summary>Bytes to skip, from the root's SP; null until then, and for good on an image without Rock Ridge.</summary>
    private int? _skip;
    private bool _sawRoot;

    public void Check(RecordView record, bool isInRoot, Place place)
    {
        var area = record.SystemUse;
        var at = place.At(record.Bytes.Length - area.Length);
        var isRoot = !_sawRoot && isInRoot && record.IsSelfOrParent;
        if (isRoot)
        {
            _sawRoot = true;
            _skip = ReadSp(area, at);
            area = _skip is null ? [] : area;
        }
        else if (_skip is { } skip)
        {
            area = area[Math.Min(skip, area.Length)..];
        }

        if (_skip is null)
        {
            return;
        }

        var entries = Read(area, at);
        _rockRidge.Check(record, entries, place);
        if (isRoot)
        {
            CheckEr(entries, place);
        }
        else
        {
            findings.Require(
                entries.TrueForAll(entry => entry.Signature != "SP"),
                "iso.susp.sp",
                place,
                "SUSP 5.3",
                "SP stands outside the root's '.' record."
            );
        }
    }

    /// <summary>An area that begins with no SP makes the image one without Rock Ridge, which readers then ignore.</summary>
    private int? ReadSp(ReadOnlySpan<byte> area, Place place)
    {
        if (area.IsEmpty)
        {
            return null;
        }

        var right =
            area.Length >= 7
            && area[..2].SequenceEqual("SP"u8)
            && area[2] == 7
            && area[3] == 1
            && area[4] == 0xBE
            && area[5] == 0xEF;
        findings.Require(
            right,
            "iso.susp.sp",
            place,
            "SUSP 5.3",
            "The root's '.' record does not begin with SP."
        );
        return right ? area[6] : null;
    }

    private void CheckEr(List<SystemUseEntry> entries, Place place)
    {
        var er = entries.Find(entry => entry.Signature == "ER");
        var whole =
            er is { Bytes.Length: >= 8 }
            && er.Bytes.Length == 8 + er.Bytes[4] + er.Bytes[5] + er.Bytes[6];
        var known =
            whole
            && System.Text.Encoding.Latin1.GetString(er!.Bytes, 8, er.Bytes[4])
                is "RRIP_1991A"
                    or "IEEE_P1282"
                    or "IEEE_1282";
        findings.Require(
            known,
            "iso.susp.er",
            place,
            "SUSP 5.5",
            "The root's '.' record names no Rock Ridge in ER."
        );
    }

    private List<SystemUseEntry> Read(ReadOnlySpan<byte> area, Place place)
    {
        var entries = new List<SystemUseEntry>();
        for (var hops = 0; Collect(area, place, entries) is { } ce; hops++)
        {
            findings.RequireBoth32(ce, 4, place, "continuation's sector");
            findings.RequireBoth32(ce, 12, place, "continuation's offset");
            findings.RequireBoth32(ce, 20, place, "continuation's length");
            long sector = BothEndian.Read32(ce.AsSpan(4));
            long offset = BothEndian.Read32(ce.AsSpan(12));
            long length = BothEndian.Read32(ce.AsSpan(20));
            var right = offset + length <= Sector.Size && image.Contains(sector, Sector.Size);
            if (!right || hops == SystemUseEntries.MaxContinuations)
            {
                findings.Add(
                    "iso.susp.ce",
                    place,
                    "SUSP 5.1",
                    "A continuation leaves its sector or never ends."
                );
                break;
            }

            use.AddContinuation(sector);
            image.Charge(sector, length);
            area = image.Block(sector).Slice((int)offset, (int)length);
            place = new Place(sector, (int)offset);
        }

        return entries;
    }

    /// <summary>Adds the area's entries and returns its CE.</summary>
    private byte[]? Collect(ReadOnlySpan<byte> area, Place place, List<SystemUseEntry> entries)
    {
        byte[]? ce = null;
        while (area.Length >= 4 && area[0] != 0)
        {
            var length = area[2];
            if (length < 4 || length > area.Length || area[3] != 1)
            {
                findings.Add(
                    "iso.susp.entry",
                    place,
                    "SUSP 4.1",
                    "An entry's length or version is wrong."
                );
                return null;
            }

            var entry = new SystemUseEntry(
                System.Text.Encoding.Latin1.GetString(area[..2]),
                area[..length].ToArray()
            );
            if (entry.Signature == "ST")
            {
                return ce;
            }

            if (entry.Signature == "CE")
            {
                findings.Require(
                    ce is null && length == RockRidge.CeSize,
                    "iso.susp.ce",
                    place,
                    "SUSP 5.1",
                    "CE has another length than 28, or stands twice in an area."
                );
                ce = length == RockRidge.CeSize ? entry.Bytes : ce;
            }

            entries.Add(entry);
            area = area[length..];
            place = place.At(length);
        }

        findings.Require(
            !area.ContainsAnyExcept((byte)0),
            "iso.susp.entry",
            place,
            "SUSP 4",
            "Bytes after the last entry are not zero."
        );
        return ce;
    }
}
