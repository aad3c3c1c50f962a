using System.Runtime.InteropServices;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>Remembers who uses which sectors and reports who should not.</summary>
internal sealed class SectorUse(FindingList findings)
{
    private readonly List<Claim> _claims = [];

    /// <param name="place">Of the field that claims them.</param>
    public void AddMetadata(long sector, long sectors, string what, Place place) =>
        Add(new Claim(sector, sectors, what, place, IsMetadata: true));

    /// <summary>A section of a file; the same one may be claimed by many.</summary>
    public void AddFile(long sector, long bytes, Place place) =>
        Add(new Claim(sector, Sector.Count(bytes), "a file", place, IsMetadata: false));

    /// <summary>Reports claims outside the volume, on metadata, or on a part of another's.</summary>
    public void ReportOverlaps(long volumeSectors)
    {
        _claims.Sort(
            static (a, b) =>
                a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End)
        );
        Claim? reach = null;
        foreach (var claim in _claims)
        {
            if (claim.End > volumeSectors)
            {
                findings.Add(
                    "iso.extent.outside",
                    claim.Place,
                    $"{Capital(claim.What)} reaches sector {claim.End}; the volume ends at {volumeSectors}."
                );
            }

            if (reach is { } before && claim.Start < before.End && !claim.IsSameFileAs(before))
            {
                var metadata = claim.IsMetadata || before.IsMetadata;
                findings.Add(
                    metadata ? "iso.extent.metadata" : "iso.extent.overlap",
                    claim.Place,
                    $"{Capital(claim.What)} from sector {claim.Start} lies on {before.What} up to {before.End}."
                );
            }

            reach = reach is { } longest && longest.End >= claim.End ? longest : claim;
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private void Add(Claim claim)
    {
        if (claim.Sectors > 0)
        {
            _claims.Add(claim);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Claim(
        long Start,
        long Sectors,
        string What,
        Place Place,
        bool IsMetadata
    )
    {
        public long End => Start + Sectors;

        public bool IsSameFileAs(Claim other) =>
            !IsMetadata && !other.IsMetadata && Start == other.Start && Sectors == other.Sectors;
    }
}
