using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>RRIP 4.1.5: CL at the old place, RE at the new one and PL in the moved directory's ".." agree.</summary>
internal sealed class RelocationRules(FindingList findings)
{
    private readonly List<(long Child, long Parent, Place Place)> _links = [];
    private readonly Dictionary<long, (long Parent, Place Place)> _parents = [];
    private readonly HashSet<long> _moved = [];
    private readonly HashSet<long> _directories = [];
    private WalkedDirectory? _directory;

    public void Begin(WalkedDirectory directory)
    {
        _directory = directory;
        _directories.Add(directory.Sector);
    }

    public void Add(RecordView record, List<PlacedEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Signature == "RE")
            {
                _moved.Add(record.DataSector);
            }
            else if (entry.Signature is "CL" or "PL")
            {
                AddLink(entry);
            }
        }
    }

    public void End()
    {
        foreach (var (child, parent, place) in _links)
        {
            findings.Require(
                _parents.Remove(child, out var back)
                    && back.Parent == parent
                    && _moved.Contains(child)
                    && _directories.Contains(child),
                "iso.rr.relocation",
                place,
                $"The directory in sector {child} was not moved from here."
            );
        }

        foreach (var (child, (_, place)) in _parents)
        {
            findings.Add(
                "iso.rr.relocation",
                place,
                $"Nothing leads to the moved directory in sector {child}."
            );
        }
    }

    private void AddLink(PlacedEntry entry)
    {
        if (entry.Bytes.Length != 12)
        {
            findings.Add(
                "iso.rr.relocation",
                entry.Place,
                $"{entry.Signature} has {entry.Bytes.Length} bytes, not 12."
            );
            return;
        }

        findings.RequireBoth32(entry.Bytes, 4, entry.Place, "moved directory's sector");
        long sector = BothEndian.Read32(entry.Bytes.AsSpan(4));
        if (entry.Signature == "CL")
        {
            _links.Add((sector, _directory!.Sector, entry.Place));
        }
        else
        {
            _parents[_directory!.Sector] = (sector, entry.Place);
        }
    }
}
