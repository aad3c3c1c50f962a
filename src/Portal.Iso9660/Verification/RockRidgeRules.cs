using System.Numerics;
using System.Text;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Verification;

/// <summary>RRIP 4: PX on every record, NM on every named one, SL on links only, well-formed TF.</summary>
internal sealed class RockRidgeRules(FindingList findings)
{
    private const byte Continues = 0x01;
    private const uint TypeMask = 0xF000;
    private const uint TypeDirectory = 0x4000;
    private const uint TypeSymlink = 0xA000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private byte[] _identifier = [];

    /// <summary>A directory's names begin.</summary>
    public void Begin()
    {
        _names.Clear();
        _identifier = [];
    }

    public void Check(RecordView record, List<PlacedEntry> entries, Place place)
    {
        var type = CheckPx(entries, place) & TypeMask;
        if (type is { } known)
        {
            var isMoved = entries.Exists(entry => entry.Signature == "CL");
            findings.Require(
                isMoved || known == TypeDirectory == record.IsDirectory,
                "iso.rr.px",
                place,
                "PX and the record disagree on whether this is a directory."
            );
        }

        foreach (var tf in entries)
        {
            if (tf.Signature == "TF")
            {
                CheckTf(tf);
            }
        }

        if (!record.IsSelfOrParent)
        {
            CheckNm(record, entries.FindAll(entry => entry.Signature == "NM"), place);
            SymlinkRules.Check(
                entries.FindAll(entry => entry.Signature == "SL"),
                type == TypeSymlink,
                place,
                findings
            );
        }
    }

    /// <summary>The mode; null when there is none.</summary>
    private uint? CheckPx(List<PlacedEntry> entries, Place place)
    {
        var px = entries.Find(entry => entry.Signature == "PX");
        if (
            px is null
            || px.Bytes.Length is not (36 or 44)
            || entries.Exists(entry => entry.Signature == "PX" && entry != px)
        )
        {
            findings.Add("iso.rr.px", px?.Place ?? place, "There is not one PX of 36 or 44 bytes.");
            return null;
        }

        for (var field = 4; field < px.Bytes.Length; field += 8)
        {
            findings.RequireBoth32(px.Bytes, field, px.Place, "PX");
        }

        var mode = BothEndian.Read32(px.Bytes.AsSpan(4));
        findings.Require(
            (mode & TypeMask)
                is TypeDirectory
                    or TypeSymlink
                    or 0x8000
                    or 0x6000
                    or 0x2000
                    or 0x1000
                    or 0xC000,
            "iso.rr.px",
            px.Place,
            $"The mode {Convert.ToString(mode, 8)} is of no kind of file."
        );
        return mode;
    }

    private void CheckTf(PlacedEntry entry)
    {
        var tf = entry.Bytes;
        var flags = tf.Length < 5 ? (byte)0 : tf[4];
        var isLong = (flags & 0x80) != 0;
        var size = isLong ? IsoDate.DescriptorSize : IsoDate.RecordSize;
        if (tf.Length != 5 + (size * BitOperations.PopCount(flags & 0x7Fu)))
        {
            findings.Add("iso.rr.tf", entry.Place, "TF's length is not that of its stamps.");
            return;
        }

        for (var start = 5; start < tf.Length; start += size)
        {
            var stamp = tf.AsSpan(start, size);
            if (isLong)
            {
                findings.RequireDescriptorDate(stamp, entry.Place.At(start), rule: "iso.rr.tf");
            }
            else
            {
                findings.RequireRecordDate(stamp, entry.Place.At(start), rule: "iso.rr.tf");
            }
        }
    }

    private void CheckNm(RecordView record, List<PlacedEntry> pieces, Place place)
    {
        var name = new List<byte>();
        var right = pieces.Count > 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var expected = i < pieces.Count - 1 ? Continues : 0;
            right &= pieces[i].Bytes.Length >= 5 && pieces[i].Bytes[4] == expected;
            name.AddRange(pieces[i].Bytes.Skip(5));
        }

        right &=
            name.Count is > 0 and <= PathRules.MaxNameBytes
            && !name.Contains((byte)'/')
            && !name.Contains(0);
        var text = Encoding.Latin1.GetString(name.ToArray());
        if (!right || text is "." or "..")
        {
            findings.Add(
                "iso.rr.nm",
                pieces.Count == 0 ? place : pieces[0].Place,
                $"NM gives no name of 1 to {PathRules.MaxNameBytes} bytes that can be one."
            );
            return;
        }

        // Sections of one file repeat its name.
        var isNextSection = record.Identifier.SequenceEqual(_identifier);
        findings.Require(
            _names.Add(text) || isNextSection,
            "iso.rr.duplicate",
            pieces[0].Place,
            $"Another entry of the directory has the name '{text}'."
        );
        _identifier = record.Identifier.ToArray();
    }
}
