using Portal.Iso9660.Naming;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>A directory as its parent records it.</summary>
internal sealed record WalkedDirectory(
    byte[] Identifier,
    long Sector,
    long Length,
    WalkedDirectory? Parent
);

/// <summary>ECMA-119 6.8 and 9: enters every directory of a hierarchy once and checks its records.</summary>
internal sealed class DirectoryWalk(
    ImageBytes image,
    FindingList findings,
    SectorUse use,
    SystemUseRules? systemUse,
    bool isJoliet
)
{
    private readonly List<WalkedDirectory> _directories = [];
    private readonly HashSet<long> _visited = [];

    /// <summary>All directories, the root first.</summary>
    public IReadOnlyList<WalkedDirectory> Run(long rootSector, long rootLength)
    {
        Enter(new WalkedDirectory([0], rootSector, rootLength, null), new Place(rootSector, 0));
        for (var i = 0; i < _directories.Count; i++)
        {
            Check(_directories[i]);
        }

        return _directories;
    }

    private void Enter(WalkedDirectory directory, Place place)
    {
        if (directory.Length == 0 || directory.Length % Sector.Size != 0)
        {
            findings.Add(
                "iso.directory.length",
                place,
                "ECMA-119 6.8.1.3",
                $"A directory's length of {directory.Length} bytes is no multiple of 2048."
            );
        }

        if (!image.Contains(directory.Sector, directory.Length))
        {
            findings.Add(
                "iso.extent.outside",
                place,
                "ECMA-119 6.8.1",
                "A directory lies outside the image."
            );
        }
        else if (!_visited.Add(directory.Sector))
        {
            findings.Add(
                "iso.directory.loop",
                place,
                "ECMA-119 6.8.2",
                "A directory is recorded a second time."
            );
        }
        else
        {
            use.AddMetadata(directory.Sector, Sector.Count(directory.Length), "directory");
            _directories.Add(directory);
        }
    }

    private void Check(WalkedDirectory directory)
    {
        var bytes = image.Read(directory.Sector, directory.Length);
        var sequence = new RecordSequence(findings, isJoliet);
        for (var start = 0; start < bytes.Length; start += Sector.Size)
        {
            var sector = bytes.AsSpan(start, Math.Min(Sector.Size, bytes.Length - start));
            var place = new Place(directory.Sector + (start / Sector.Size), 0);
            while (!sector.IsEmpty && sector[0] != 0)
            {
                if (!RecordView.TryRead(sector, out var record))
                {
                    findings.Add(
                        "iso.record.shape",
                        place,
                        "ECMA-119 6.8.1.1",
                        "A record does not end in its sector, or its parts do not fit into it."
                    );
                    sector = [];
                    break;
                }

                Check(directory, record, sequence, place);
                place = place.At(record.Bytes.Length);
                sector = sector[record.Bytes.Length..];
            }

            findings.Require(
                !sector.ContainsAnyExcept((byte)0),
                "iso.directory.padding",
                place,
                "ECMA-119 6.8.1.1",
                "Bytes after a sector's last record are not zero."
            );
        }

        sequence.End(new Place(directory.Sector, 0));
    }

    private void Check(
        WalkedDirectory directory,
        RecordView record,
        RecordSequence sequence,
        Place place
    )
    {
        var bytes = record.Bytes;
        findings.RequireBoth32(bytes, 2, place, "extent's location");
        findings.RequireBoth32(bytes, 10, place, "data length");
        findings.RequireBoth16(bytes, 28, place, "volume sequence number");
        findings.RequireRecordDate(bytes.Slice(18, IsoDate.RecordSize), place.At(18));
        findings.Require(
            bytes.Length % 2 == 0,
            "iso.record.odd",
            place,
            "ECMA-119 9.1.13",
            "A record has an odd length."
        );
        sequence.Add(record, directory, place);
        systemUse?.Check(record, directory.Parent is null, place);
        if (record.IsSelfOrParent)
        {
            return;
        }

        if (record.IsDirectory)
        {
            Enter(
                new WalkedDirectory(
                    record.Identifier.ToArray(),
                    record.DataSector,
                    record.DataLength,
                    directory
                ),
                place
            );
        }
        else if (record.DataLength > 0)
        {
            use.AddFile(
                record.Sector,
                record.DataLength + ((long)record.AttributeSectors * Sector.Size),
                "a file"
            );
        }
    }
}
