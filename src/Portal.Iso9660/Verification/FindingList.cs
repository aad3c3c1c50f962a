using System.Runtime.InteropServices;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>Where a finding is.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(long Sector, int Offset)
{
    public Place At(int bytes) => this with { Offset = Offset + bytes };
}

/// <summary>Collects findings up to the limit, and holds the checks that many rules share.</summary>
internal sealed class FindingList
{
    private readonly List<IsoFinding> _items = [];

    public IReadOnlyList<IsoFinding> Items => _items;

    public void Add(string rule, Place place, string clause, string message)
    {
        if (_items.Count < IsoVerifier.MaxFindings)
        {
            _items.Add(new IsoFinding(rule, place.Sector, place.Offset, clause, message));
        }
    }

    public void Require(bool condition, string rule, Place place, string clause, string message)
    {
        if (!condition)
        {
            Add(rule, place, clause, message);
        }
    }

    /// <summary>Both halves of a 32-bit number say the same.</summary>
    public void RequireBoth32(ReadOnlySpan<byte> bytes, int offset, Place place, string field) =>
        RequireBoth(BothEndian.Agree32(bytes[offset..]), place.At(offset), "ECMA-119 7.3.3", field);

    /// <summary>Both halves of a 16-bit number say the same.</summary>
    public void RequireBoth16(ReadOnlySpan<byte> bytes, int offset, Place place, string field) =>
        RequireBoth(BothEndian.Agree16(bytes[offset..]), place.At(offset), "ECMA-119 7.2.3", field);

    /// <summary>Seven zero bytes mean "no date".</summary>
    public void RequireRecordDate(ReadOnlySpan<byte> stamp, Place place)
    {
        var valid = !stamp.ContainsAnyExcept((byte)0) || IsoDate.ReadRecord(stamp) is not null;
        Require(valid, "iso.date.record", place, "ECMA-119 9.1.5", "The seven bytes are no date.");
    }

    public void RequireDescriptorDate(ReadOnlySpan<byte> stamp, Place place)
    {
        var unspecified = !stamp[..16].ContainsAnyExcept((byte)'0') && stamp[16] == 0;
        Require(
            unspecified || IsoDate.ReadDescriptor(stamp) is not null,
            "iso.date.descriptor",
            place,
            "ECMA-119 8.4.26.1",
            "The seventeen bytes are no date."
        );
    }

    private void RequireBoth(bool agree, Place place, string clause, string field) =>
        Require(agree, "iso.both-endian", place, clause, $"The two halves of the {field} differ.");
}
