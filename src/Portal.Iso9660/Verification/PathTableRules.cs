using System.Buffers.Binary;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>ECMA-119 6.9 and 9.4: both path tables, each other's mirror and the directories' index.</summary>
internal sealed class PathTableRules(ImageBytes image, FindingList findings, SectorUse use)
{
    private const string Clause = "ECMA-119 6.9";

    private sealed record TableRecord(byte[] Identifier, long Sector, int Parent);

    public void Check(DescribedVolume volume, IReadOnlyList<WalkedDirectory> directories)
    {
        var bytes = volume.Bytes.AsSpan();
        long size = BothEndian.Read32(bytes[132..]);
        var sectorL = BinaryPrimitives.ReadUInt32LittleEndian(bytes[140..]);
        var sectorM = BinaryPrimitives.ReadUInt32BigEndian(bytes[148..]);
        var little = Read(sectorL, size, bigEndian: false);
        var big = Read(sectorM, size, bigEndian: true);
        if (little is null || big is null)
        {
            return;
        }

        CheckEqual(little, big, new Place(sectorM, 0));
        CheckOrder(little, new Place(sectorL, 0));
        CheckDirectories(little, directories, new Place(sectorL, 0));
    }

    private List<TableRecord>? Read(long sector, long size, bool bigEndian)
    {
        var place = new Place(sector, 0);
        if (!image.Contains(sector, size))
        {
            findings.Add(
                "iso.path-table.record",
                place,
                Clause,
                "A path table lies outside the image."
            );
            return null;
        }

        use.AddMetadata(sector, Sector.Count(size), "path table");
        var records = new List<TableRecord>();
        for (ReadOnlySpan<byte> rest = image.Read(sector, size); !rest.IsEmpty; )
        {
            var length = rest.Length < 8 ? 0 : PathTable.RecordSize(rest[0]);
            if (length == 0 || rest[0] == 0 || length > rest.Length)
            {
                findings.Add(
                    "iso.path-table.record",
                    place,
                    "ECMA-119 9.4",
                    "A path table record is broken."
                );
                return null;
            }

            var location = bigEndian
                ? BinaryPrimitives.ReadUInt32BigEndian(rest[2..])
                : BinaryPrimitives.ReadUInt32LittleEndian(rest[2..]);
            var parent = bigEndian
                ? BinaryPrimitives.ReadUInt16BigEndian(rest[6..])
                : BinaryPrimitives.ReadUInt16LittleEndian(rest[6..]);
            records.Add(
                new TableRecord(rest.Slice(8, rest[0]).ToArray(), location + rest[1], parent)
            );
            rest = rest[length..];
        }

        return records;
    }

    private void CheckEqual(List<TableRecord> little, List<TableRecord> big, Place place)
    {
        var same = little.Count == big.Count;
        for (var i = 0; same && i < little.Count; i++)
        {
            same =
                little[i].Sector == big[i].Sector
                && little[i].Parent == big[i].Parent
                && little[i].Identifier.AsSpan().SequenceEqual(big[i].Identifier);
        }

        findings.Require(
            same,
            "iso.path-table.differ",
            place,
            Clause,
            "The L and the M path table differ."
        );
    }

    private void CheckOrder(List<TableRecord> table, Place place)
    {
        for (var i = 1; i < table.Count; i++)
        {
            var (before, record) = (table[i - 1], table[i]);
            var sorted =
                record.Parent > before.Parent
                || (
                    record.Parent == before.Parent
                    && record.Identifier.AsSpan().SequenceCompareTo(before.Identifier) > 0
                );
            if (!sorted || record.Parent < 1 || record.Parent > i)
            {
                findings.Add(
                    "iso.path-table.order",
                    place,
                    "ECMA-119 6.9.1",
                    $"Record {i + 1} is out of order."
                );
                return;
            }
        }
    }

    private void CheckDirectories(
        List<TableRecord> table,
        IReadOnlyList<WalkedDirectory> directories,
        Place place
    )
    {
        var bySector = directories.ToDictionary(directory => directory.Sector);
        var same = table.Count == directories.Count;
        for (var i = 0; same && i < table.Count; i++)
        {
            same =
                bySector.Remove(table[i].Sector, out var directory)
                && directory.Identifier.AsSpan().SequenceEqual(table[i].Identifier)
                && table[i].Parent >= 1
                && table[i].Parent <= table.Count
                && (directory.Parent ?? directory).Sector == table[table[i].Parent - 1].Sector;
        }

        findings.Require(
            same,
            "iso.path-table.directories",
            place,
            Clause,
            $"The path table's {table.Count} records are not the {directories.Count} directories."
        );
    }
}
