using System.Runtime.InteropServices;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>Remembers who uses which sectors and reports who should not.</summary>
internal sealed class SectorUse(FindingList findings)
{
    private readonly List<Claim> _claims = [];
    private readonly HashSet<long> _continuations = [];

    public void AddMetadata(long sector, long sectors, string what) =>
        Add(new Claim(sector, sectors, what, true));

    /// <summary>Many records share a continuation's sector.</summary>
    public void AddContinuation(long sector)
    {
        if (_continuations.Add(sector))
        {
            AddMetadata(sector, 1, "continuation area");
        }
    }

    /// <summary>A section of a file; the same one may be claimed by many.</summary>
    public void AddFile(long sector, long bytes, string name) =>
        Add(new Claim(sector, Sector.Count(bytes), name, false));

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
            findings.Require(
                claim.End <= volumeSectors,
                "iso.extent.outside",
                new Place(claim.Start, 0),
                "ECMA-119 8.4.8",
                $"{claim.What} reaches sector {claim.End}; the volume ends at {volumeSectors}."
            );
            if (reach is { } before && claim.Start < before.End && !claim.IsSameFileAs(before))
            {
                var metadata = claim.IsMetadata || before.IsMetadata;
                findings.Add(
                    metadata ? "iso.extent.metadata" : "iso.extent.overlap",
                    new Place(claim.Start, 0),
                    "ECMA-119 6.4",
                    $"{claim.What} and {before.What} use the same sectors."
                );
            }

            reach = reach is { } longest && longest.End >= claim.End ? longest : claim;
        }
    }

    private void Add(Claim claim)
    {
        if (claim.Sectors > 0)
        {
            _claims.Add(claim);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Claim(long Start, long Sectors, string What, bool IsMetadata)
    {
        public long End => Start + Sectors;

        public bool IsSameFileAs(Claim other) =>
            !IsMetadata && !other.IsMetadata && Start == other.Start && Sectors == other.Sectors;
    }
}
