using System.Numerics;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Verification;

/// <summary>RRIP 4: PX on every record, NM on every named one, SL on links only, well-formed TF.</summary>
internal sealed class RockRidgeRules(FindingList findings)
{
    private const uint TypeMask = 0xF000;
    private const uint TypeDirectory = 0x4000;
    private const uint TypeSymlink = 0xA000;

    public void Check(RecordView record, List<SystemUseEntry> entries, Place place)
    {
        var mode = CheckPx(entries, place);
        if (mode is { } known)
        {
            var isMoved = entries.Exists(entry => entry.Signature == "CL");
            findings.Require(
                isMoved || (known & TypeMask) == TypeDirectory == record.IsDirectory,
                "iso.rr.px",
                place,
                "RRIP 4.1.1",
                "PX and the record disagree on whether this is a directory."
            );
        }

        foreach (var tf in entries.Where(entry => entry.Signature == "TF"))
        {
            CheckTf(tf.Bytes, place);
        }

        if (!record.IsSelfOrParent)
        {
            CheckNm(entries, place);
            CheckSl(entries, mode is { } type && (type & TypeMask) == TypeSymlink, place);
        }
    }

    private uint? CheckPx(List<SystemUseEntry> entries, Place place)
    {
        var px = entries
            .Where(entry => entry.Signature == "PX")
            .Select(entry => entry.Bytes)
            .ToArray();
        if (px.Length != 1 || px[0].Length is not (36 or 44))
        {
            findings.Add(
                "iso.rr.px",
                place,
                "RRIP 4.1.1",
                "There is not one PX of 36 or 44 bytes."
            );
            return null;
        }

        for (var field = 4; field < px[0].Length; field += 8)
        {
            findings.RequireBoth32(px[0], field, place, "PX");
        }

        return BothEndian.Read32(px[0].AsSpan(4));
    }

    private void CheckTf(byte[] tf, Place place)
    {
        var flags = tf.Length < 5 ? (byte)0 : tf[4];
        var isLong = (flags & 0x80) != 0;
        var size = isLong ? IsoDate.DescriptorSize : IsoDate.RecordSize;
        if (tf.Length != 5 + (size * BitOperations.PopCount(flags & 0x7Fu)))
        {
            findings.Add(
                "iso.rr.tf",
                place,
                "RRIP 4.1.6",
                "TF's length is not that of its stamps."
            );
            return;
        }

        for (var start = 5; start < tf.Length; start += size)
        {
            if (isLong)
            {
                findings.RequireDescriptorDate(tf.AsSpan(start, size), place);
            }
            else
            {
                findings.RequireRecordDate(tf.AsSpan(start, size), place);
            }
        }
    }

    private void CheckNm(List<SystemUseEntry> entries, Place place)
    {
        var pieces = entries
            .Where(entry => entry.Signature == "NM")
            .Select(entry => entry.Bytes)
            .ToArray();
        var name = pieces.SelectMany(piece => piece.Skip(5)).ToArray();
        var right =
            name.Length is > 0 and <= PathRules.MaxNameBytes
            && !name.AsSpan().ContainsAny((byte)'/', (byte)0)
            && ContinuesUntilLast(pieces);
        findings.Require(
            right,
            "iso.rr.nm",
            place,
            "RRIP 4.1.4",
            $"NM gives no name of 1 to {PathRules.MaxNameBytes} bytes without '/' and NUL."
        );
    }

    private void CheckSl(List<SystemUseEntry> entries, bool isSymlink, Place place)
    {
        var pieces = entries
            .Where(entry => entry.Signature == "SL")
            .Select(entry => entry.Bytes)
            .ToArray();
        findings.Require(
            (pieces.Length > 0) == isSymlink
                && ContinuesUntilLast(pieces)
                && Array.TrueForAll(pieces, HasWholeComponents),
            "iso.rr.sl",
            place,
            "RRIP 4.1.3",
            "SL stands on what is no link, is missing on a link, or has broken components."
        );
    }

    /// <summary>The flag CONTINUE is on all pieces but the last.</summary>
    private static bool ContinuesUntilLast(byte[][] pieces)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            if (pieces[i].Length < 5 || (pieces[i][4] & 0x01) != 0 != i < pieces.Length - 1)
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasWholeComponents(byte[] sl)
    {
        var position = 5;
        while (position + 2 <= sl.Length)
        {
            position += 2 + sl[position + 1];
        }

        return position == sl.Length;
    }
}
