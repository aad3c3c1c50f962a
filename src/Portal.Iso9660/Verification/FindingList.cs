using System.Runtime.InteropServices;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>Collects findings and remarks, of each rule up to the limit, and holds the checks that many rules share.</summary>
internal sealed class FindingList
{
    private readonly List<IsoFinding> _findings = [];
    private readonly List<IsoFinding> _remarks = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<IsoFinding> Findings => _findings;

    public IReadOnlyList<IsoFinding> Remarks => _remarks;

    /// <summary>What was counted and not kept, by rule: a thousand of the same must not hide what is worse.</summary>
    public IReadOnlyDictionary<string, long> Omitted =>
        _counts
            .Where(count => count.Value > IsoVerifier.MaxFindingsOfRule)
            .ToDictionary(
                count => count.Key,
                count => count.Value - IsoVerifier.MaxFindingsOfRule,
                StringComparer.Ordinal
            );

    /// <summary>Adds to findings or remarks, as the catalogue says; its clause holds unless a narrower one is given.</summary>
    public void Add(string rule, Place place, string message, string? clause = null)
    {
        var remark = IsoRules.Find(IsoRuleKind.Portability, rule);
        var items = remark is null ? _findings : _remarks;
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, rule, out _);
        if (++count > IsoVerifier.MaxFindingsOfRule)
        {
            return;
        }

        clause ??= (
            remark
            ?? IsoRules.Find(IsoRuleKind.Verify, rule)
            ?? IsoRules.Find(IsoRuleKind.Read, rule)
            ?? throw new InvalidOperationException($"'{rule}' is not in the catalogue.")
        ).Clause;
        items.Add(new IsoFinding(rule, place.Sector, place.Offset, clause, message));
    }

    public void Require(
        bool condition,
        string rule,
        Place place,
        string message,
        string? clause = null
    )
    {
        if (!condition)
        {
            Add(rule, place, message, clause);
        }
    }

    /// <summary>Both halves of a 32-bit number say the same.</summary>
    public void RequireBoth32(ReadOnlySpan<byte> bytes, int offset, Place place, string field)
    {
        if (!BothEndian.Agree32(bytes[offset..]))
        {
            AddBoth(place.At(offset), "ECMA-119 7.3.3", field);
        }
    }

    /// <summary>Both halves of a 16-bit number say the same.</summary>
    public void RequireBoth16(ReadOnlySpan<byte> bytes, int offset, Place place, string field)
    {
        if (!BothEndian.Agree16(bytes[offset..]))
        {
            AddBoth(place.At(offset), "ECMA-119 7.2.3", field);
        }
    }

    /// <summary>Every byte is zero; the first that is not is named.</summary>
    public void RequireZero(ReadOnlySpan<byte> bytes, string rule, Place place, string what)
    {
        var at = bytes.IndexOfAnyExcept((byte)0);
        if (at >= 0)
        {
            Add(rule, place.At(at), $"{what}: not zero.");
        }
    }

    /// <summary>Seven zero bytes mean "no date".</summary>
    public void RequireRecordDate(
        ReadOnlySpan<byte> stamp,
        Place place,
        string rule = "iso.date.record"
    )
    {
        if (!stamp.ContainsAnyExcept((byte)0))
        {
            return;
        }

        if (IsoDate.ReadRecord(stamp) is { } date)
        {
            RequireYear(date, place);
        }
        else
        {
            Add(rule, place, "The seven bytes are no date.");
        }
    }

    /// <summary>Sixteen digits "0" and a zero byte mean "no date".</summary>
    /// <param name="mayBeFar">An expiration may lie beyond what clocks count.</param>
    public void RequireDescriptorDate(
        ReadOnlySpan<byte> stamp,
        Place place,
        bool mayBeFar = false,
        string rule = "iso.date.descriptor"
    )
    {
        if (!stamp[..16].ContainsAnyExcept((byte)'0') && stamp[16] == 0)
        {
            return;
        }

        if (IsoDate.ReadDescriptor(stamp) is not { } date)
        {
            Add(rule, place, "The seventeen bytes are no date.");
        }
        else if (!mayBeFar)
        {
            RequireYear(date, place);
        }
    }

    private void RequireYear(DateTimeOffset date, Place place)
    {
        if (date.ToUnixTimeSeconds() > IsoProfile.MaxEpoch)
        {
            Add("iso.date.year", place, $"{date:yyyy-MM-dd} lies beyond 2038-01-19.");
        }
    }

    private void AddBoth(Place place, string clause, string field) =>
        Add("iso.both-endian", place, $"The two halves of the {field} differ.", clause);
}
