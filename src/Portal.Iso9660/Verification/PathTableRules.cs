using System.Buffers.Binary;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>ECMA-119 6.9: the path tables of one hierarchy, each other's mirror and the directories' index.</summary>
internal sealed class PathTableRules(ImageBytes image, FindingList findings, SectorUse use)
{
    private readonly PathTableReader _reader = new(image, findings, use);

    public void Check(DescribedVolume volume, IReadOnlyList<WalkedDirectory> directories)
    {
        var little = Read(volume, 140, isBigEndian: false);
        var big = Read(volume, 148, isBigEndian: true);
        CheckOptional(volume, 144, isBigEndian: false, little);
        CheckOptional(volume, 152, isBigEndian: true, big);
        if (little is null || big is null)
        {
            return;
        }

        CheckEqual(little, big, "iso.path-table.differ");
        CheckOrder(little);
        CheckDirectories(little, directories);
    }

    private List<PathTableRecord>? Read(DescribedVolume volume, int field, bool isBigEndian) =>
        _reader.Read(
            SectorAt(volume, field, isBigEndian),
            BothEndian.Read32(volume.Bytes.AsSpan(132)),
            isBigEndian,
            volume.Place.At(field)
        );

    private static uint SectorAt(DescribedVolume volume, int field, bool isBigEndian) =>
        isBigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(volume.Bytes.AsSpan(field))
            : BinaryPrimitives.ReadUInt32LittleEndian(volume.Bytes.AsSpan(field));

    /// <summary>Zero is "there is none".</summary>
    private void CheckOptional(
        DescribedVolume volume,
        int field,
        bool isBigEndian,
        List<PathTableRecord>? main
    )
    {
        if (
            SectorAt(volume, field, isBigEndian) != 0
            && Read(volume, field, isBigEndian) is { } optional
            && main is not null
        )
        {
            CheckEqual(main, optional, "iso.path-table.optional");
        }
    }

    private void CheckEqual(List<PathTableRecord> table, List<PathTableRecord> other, string rule)
    {
        for (var i = 0; i < Math.Min(table.Count, other.Count); i++)
        {
            if (!table[i].SaysTheSameAs(other[i]))
            {
                findings.Add(
                    rule,
                    other[i].Place,
                    $"Record {i + 1} differs from the other table's."
                );
                return;
            }
        }

        if (table.Count != other.Count)
        {
            findings.Add(
                rule,
                other[^1].Place,
                $"The tables have {table.Count} and {other.Count} records."
            );
        }
    }

    private void CheckOrder(List<PathTableRecord> table)
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
                    record.Place,
                    $"Record {i + 1} is out of order."
                );
                return;
            }
        }
    }

    private void CheckDirectories(
        List<PathTableRecord> table,
        IReadOnlyList<WalkedDirectory> directories
    )
    {
        var bySector = directories.ToDictionary(directory => directory.Sector);
        for (var i = 0; i < table.Count; i++)
        {
            var record = table[i];
            var same =
                bySector.Remove(record.Sector, out var directory)
                && directory.AttributeSectors == record.AttributeSectors
                && directory.Identifier.AsSpan().SequenceEqual(record.Identifier)
                && record.Parent >= 1
                && record.Parent <= table.Count
                && (directory.Parent ?? directory).Sector == table[record.Parent - 1].Sector;
            if (!same)
            {
                findings.Add(
                    "iso.path-table.directories",
                    record.Place,
                    $"Record {i + 1} is not one of the tree's directories."
                );
                return;
            }
        }

        findings.Require(
            bySector.Count == 0,
            "iso.path-table.directories",
            table[^1].Place,
            $"The table lacks {bySector.Count} of the {directories.Count} directories."
        );
    }
}
