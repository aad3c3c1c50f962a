using System.Runtime.InteropServices;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>Which bytes of which sectors continue a record, and whether two records claim the same or nobody does.</summary>
internal sealed class ContinuationUse(ImageBytes image, FindingList findings, SectorUse use)
{
    private readonly Dictionary<long, List<Range>> _sectors = [];

    /// <param name="place">Of the CE.</param>
    public void Add(long sector, int offset, int length, Place place)
    {
        if (!_sectors.TryGetValue(sector, out var ranges))
        {
            ranges = _sectors[sector] = [];
            use.AddMetadata(sector, 1, "a continuation area", place);
        }

        ranges.Add(new Range(offset, length, place));
    }

    /// <summary>Reports overlaps, and bytes between and after the ranges that are not zero.</summary>
    public void End()
    {
        foreach (var (sector, ranges) in _sectors.OrderBy(pair => pair.Key))
        {
            ranges.Sort(
                static (a, b) =>
                    a.Offset != b.Offset
                        ? a.Offset.CompareTo(b.Offset)
                        : a.Length.CompareTo(b.Length)
            );
            var bytes = image.Block(sector);
            var end = 0;
            Range? before = null;
            foreach (var range in ranges)
            {
                if (range.Offset > end)
                {
                    Slack(bytes[end..range.Offset], new Place(sector, end));
                }
                else if (
                    before is { } other
                    && range.Offset < end
                    && (range.Offset, range.Length) != (other.Offset, other.Length)
                )
                {
                    findings.Add(
                        "iso.susp.overlap",
                        range.Place,
                        $"Two continuations share bytes of sector {sector}."
                    );
                }

                end = Math.Max(end, range.Offset + range.Length);
                before = range;
            }

            Slack(bytes[end..], new Place(sector, end));
        }
    }

    private void Slack(ReadOnlySpan<byte> bytes, Place place) =>
        findings.RequireZero(bytes, "iso.slack", place, "Bytes of a continuation area");

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Range(int Offset, int Length, Place Place);
}
