using System.Buffers.Binary;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>One record of a path table; <paramref name="Sector"/> is where the directory's own bytes begin.</summary>
internal sealed record PathTableRecord(
    byte[] Identifier,
    int AttributeSectors,
    long Sector,
    int Parent,
    Place Place
)
{
    public bool SaysTheSameAs(PathTableRecord other) =>
        Sector == other.Sector
        && AttributeSectors == other.AttributeSectors
        && Parent == other.Parent
        && Identifier.AsSpan().SequenceEqual(other.Identifier);
}

/// <summary>ECMA-119 9.4: reads a table whole, and checks the shape of its records.</summary>
internal sealed class PathTableReader(ImageBytes image, FindingList findings, SectorUse use)
{
    /// <summary>Null when it is broken, which has been reported.</summary>
    /// <param name="field">Where the descriptor names it.</param>
    public List<PathTableRecord>? Read(long sector, long size, bool isBigEndian, Place field)
    {
        if (!image.Contains(sector, Sector.RoundUp(size)) || size == 0)
        {
            findings.Add(
                "iso.path-table.record",
                field,
                $"A path table of {size} bytes in sector {sector} lies outside the image, or is empty."
            );
            return null;
        }

        use.AddMetadata(sector, Sector.Count(size), "a path table", field);
        var bytes = image.Read(sector, Sector.RoundUp(size));
        var records = new List<PathTableRecord>();
        ReadOnlySpan<byte> rest = bytes.AsSpan(0, (int)size);
        for (var place = new Place(sector, 0); !rest.IsEmpty; )
        {
            var length = rest.Length < 8 ? 0 : PathTable.RecordSize(rest[0]);
            if (length == 0 || rest[0] == 0 || length > rest.Length)
            {
                findings.Add("iso.path-table.record", place, "A path table record is broken.");
                return null;
            }

            findings.Require(
                rest[0] % 2 == 0 || rest[length - 1] == 0,
                "iso.path-table.record",
                place.At(length - 1),
                "A path table record's pad byte is not zero."
            );
            records.Add(Parse(rest, isBigEndian, place));
            rest = rest[length..];
            place = place.At(length);
        }

        findings.RequireZero(
            bytes.AsSpan((int)size),
            "iso.slack",
            new Place(sector, 0).At((int)size),
            "Bytes after a path table"
        );
        return records;
    }

    private static PathTableRecord Parse(ReadOnlySpan<byte> bytes, bool isBigEndian, Place place)
    {
        var location = isBigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes[2..])
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]);
        var parent = isBigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..])
            : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        return new PathTableRecord(
            bytes.Slice(8, bytes[0]).ToArray(),
            bytes[1],
            (long)location + bytes[1],
            parent,
            place
        );
    }
}
