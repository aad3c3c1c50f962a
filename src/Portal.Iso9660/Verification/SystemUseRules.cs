using System.Text;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>SUSP 5: SP and ER, and where Rock Ridge is looked for. Hands records on to <see cref="RockRidgeRules"/>.</summary>
internal sealed class SystemUseRules(
    ImageBytes image,
    FindingList findings,
    SectorUse use,
    bool isJoliet
)
{
    private readonly SystemUseArea _areas = new(image, findings, use);
    private readonly RockRidgeRules _rockRidge = new(findings);
    private readonly RelocationRules _relocation = new(findings);

    /// <summary>Bytes to skip, from the root's SP; null until then, and for good on a tree without Rock Ridge.</summary>
    private int? _skip;
    private bool _sawRoot;

    public void Begin(WalkedDirectory directory)
    {
        _rockRidge.Begin();
        _relocation.Begin(directory);
    }

    public void End()
    {
        _areas.End();
        _relocation.End();
    }

    /// <summary>True when the record stands for a directory that was moved elsewhere (CL).</summary>
    public bool Check(RecordView record, WalkedDirectory directory, Place place)
    {
        var area = record.SystemUse;
        var at = place.At(record.Bytes.Length - area.Length);
        var isRoot =
            !_sawRoot
            && directory.Parent is null
            && record.IsSelfOrParent
            && record.Identifier[0] == 0;
        if (isRoot)
        {
            _sawRoot = true;
            area = FindSp(area, at, out var start);
            at = start;
        }
        else if (_skip is { } skip)
        {
            var count = Math.Min(skip, area.Length);
            area = area[count..];
            at = at.At(count);
        }

        if (_skip is null)
        {
            CheckForeign(area, isRoot, at);
            return false;
        }

        var entries = _areas.Read(area, at);
        _rockRidge.Check(record, entries, place);
        _relocation.Add(record, entries);
        CheckSpAndEr(entries, isRoot, place);
        return entries.Exists(entry => entry.Signature == "CL");
    }

    /// <summary>An area that begins with no SP makes the tree one without Rock Ridge, for all readers.</summary>
    private ReadOnlySpan<byte> FindSp(ReadOnlySpan<byte> area, Place place, out Place found)
    {
        found = place;
        if (isJoliet || area.IsEmpty)
        {
            return area;
        }

        if (RockRidgeStart.IsAfterExtendedArchitecture(area))
        {
            area = area[RockRidgeStart.ExtendedArchitectureSize..];
            found = place.At(RockRidgeStart.ExtendedArchitectureSize);
        }

        var right = RockRidgeStart.IsSp(area) && area[2] == 7 && area[3] == 1;
        findings.Require(
            right,
            "iso.susp.sp",
            found,
            "The root's '.' record does not begin with SP."
        );
        _skip = right ? area[6] : null;
        return area;
    }

    /// <summary>Without SP nobody knows what the bytes mean; on the root's "." that has been said.</summary>
    private void CheckForeign(ReadOnlySpan<byte> area, bool isRoot, Place place)
    {
        if ((isJoliet || !isRoot) && area.Length > 0)
        {
            findings.Add(
                "iso.susp.unknown",
                place,
                $"{area.Length} bytes for System Use where no SP says how to read them."
            );
        }
    }

    private void CheckSpAndEr(List<PlacedEntry> entries, bool isRoot, Place place)
    {
        for (var i = isRoot ? 1 : 0; i < entries.Count; i++)
        {
            findings.Require(
                entries[i].Signature != "SP",
                "iso.susp.sp",
                entries[i].Place,
                "SP stands elsewhere than at the beginning of the root's '.' record."
            );
        }

        var extensions = entries.FindAll(entry => entry.Signature == "ER");
        findings.Require(
            isRoot || extensions.Count == 0,
            "iso.susp.er",
            place,
            "ER stands elsewhere than on the root's '.' record."
        );
        findings.Require(
            !isRoot || extensions.Exists(IsRockRidge),
            "iso.susp.er",
            extensions.Count == 0 ? place : extensions[0].Place,
            "The root's '.' record names no Rock Ridge in ER."
        );
        foreach (var extension in extensions)
        {
            findings.Require(
                IsWhole(extension.Bytes),
                "iso.susp.er",
                extension.Place,
                "ER's lengths do not add up, or its texts are not printable."
            );
        }
    }

    private static bool IsRockRidge(PlacedEntry er) =>
        IsWhole(er.Bytes)
        && Encoding.Latin1.GetString(er.Bytes, 8, er.Bytes[4])
            is "RRIP_1991A"
                or "IEEE_P1282"
                or "IEEE_1282";

    private static bool IsWhole(ReadOnlySpan<byte> er) =>
        er.Length >= 8
        && er.Length == 8 + er[4] + er[5] + er[6]
        && er[7] == 1
        && !er[8..].ContainsAnyExceptInRange((byte)' ', (byte)'~');
}
