using Portal.Iso9660.Planning;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>ECMA-119 6.8 and 9: enters every directory of a hierarchy once and checks its records.</summary>
internal sealed class DirectoryWalk(
    ImageBytes image,
    IsoReadOptions options,
    FindingList findings,
    SectorUse use,
    SystemUseRules systemUse,
    bool isJoliet
)
{
    private const int ChunkSectors = 32;

    private readonly List<WalkedDirectory> _directories = [];
    private readonly HashSet<long> _visited = [];
    private readonly HashSet<(long Sector, long Length)> _contents = [];
    private readonly RecordRules _records = new(image, findings);
    private int _entries;

    /// <summary>All directories, the root first.</summary>
    public IReadOnlyList<WalkedDirectory> Directories => _directories;

    /// <summary>Every section of a file that has bytes.</summary>
    public IReadOnlySet<(long Sector, long Length)> Contents => _contents;

    /// <summary>Entries of the root but "." and "..".</summary>
    public int RootEntries { get; private set; }

    public void Run(long rootSector, long rootLength)
    {
        var place = new Place(rootSector, 0);
        Enter(new WalkedDirectory([0], rootSector, rootLength, 0, null), place);
        for (var i = 0; i < _directories.Count; i++)
        {
            Check(_directories[i]);
        }

        findings.Require(
            _directories.Count <= Hierarchy.MaxDirectories,
            "iso.directory.too-many",
            place,
            $"The tree has {_directories.Count} directories."
        );
        systemUse.End();
    }

    private void Enter(WalkedDirectory directory, Place place)
    {
        if (directory.Length == 0 || directory.Length % Sector.Size != 0)
        {
            findings.Add(
                "iso.directory.length",
                place.At(10),
                $"A directory's length of {directory.Length} bytes is no multiple of 2048."
            );
        }

        if (!image.Contains(directory.Sector, directory.Length))
        {
            findings.Add("iso.extent.outside", place.At(2), "A directory lies outside the image.");
            return;
        }

        if (!_visited.Add(directory.Sector))
        {
            findings.Add(
                "iso.directory.loop",
                place.At(2),
                $"The directory in sector {directory.Sector} is recorded a second time."
            );
            return;
        }

        if (directory.Depth > options.MaxDepth)
        {
            throw new IsoFormatException(
                "iso.read.depth",
                place.Sector,
                "directories are nested too deeply."
            );
        }

        findings.Require(
            directory.Depth != TreeRemarks.PortableDepth + 1,
            "iso.depth.deep",
            place,
            "A directory lies deeper than 8 levels."
        );
        use.AddMetadata(
            directory.Sector - directory.AttributeSectors,
            Sector.Count(directory.Length) + directory.AttributeSectors,
            "a directory",
            place
        );
        _directories.Add(directory);
    }

    private void Check(WalkedDirectory directory)
    {
        var sequence = new RecordSequence(findings, directory, isJoliet);
        systemUse.Begin(directory);
        for (long done = 0; done < directory.Length; done += ChunkSectors * Sector.Size)
        {
            var size = Math.Min(ChunkSectors * Sector.Size, directory.Length - done);
            var first = directory.Sector + (done / Sector.Size);
            var chunk = image.Read(first, size);
            for (var start = 0; start < chunk.Length; start += Sector.Size)
            {
                var sector = chunk.AsSpan(start, Math.Min(Sector.Size, chunk.Length - start));
                CheckSector(directory, sector, sequence, new Place(first, 0).At(start));
            }
        }

        sequence.End();
    }

    private void CheckSector(
        WalkedDirectory directory,
        ReadOnlySpan<byte> sector,
        RecordSequence sequence,
        Place place
    )
    {
        while (!sector.IsEmpty && sector[0] != 0)
        {
            if (!RecordView.TryRead(sector, out var record))
            {
                findings.Add(
                    "iso.record.shape",
                    place,
                    "A record does not end in its sector, or its parts do not fit into it."
                );
                return;
            }

            CheckRecord(directory, record, sequence, place);
            place = place.At(record.Bytes.Length);
            sector = sector[record.Bytes.Length..];
        }

        findings.RequireZero(
            sector,
            "iso.directory.padding",
            place,
            "Bytes after a sector's last record"
        );
    }

    private void CheckRecord(
        WalkedDirectory directory,
        RecordView record,
        RecordSequence sequence,
        Place place
    )
    {
        if (++_entries > options.MaxEntries)
        {
            throw new IsoFormatException(
                "iso.read.entries",
                place.Sector,
                "the image has more entries than allowed."
            );
        }

        _records.Check(record, place);
        sequence.Add(record, place);
        var isMoved = systemUse.Check(record, directory, place);
        if (record.IsSelfOrParent)
        {
            return;
        }

        RootEntries += directory.Parent is null ? 1 : 0;
        if (record.IsDirectory)
        {
            Enter(
                new WalkedDirectory(
                    record.Identifier.ToArray(),
                    record.DataSector,
                    record.DataLength,
                    record.AttributeSectors,
                    directory
                ),
                place
            );
        }
        else if (!isMoved)
        {
            CheckFile(directory, record, place);
        }
    }

    private void CheckFile(WalkedDirectory directory, RecordView record, Place place)
    {
        findings.Require(
            isJoliet
                || directory.PathLength + record.Identifier.Length
                    <= PlannedDirectory.MaxPathLength,
            "iso.path.long",
            place,
            "The path has more than 255 characters in bare ISO 9660."
        );
        if (record.DataLength == 0)
        {
            return;
        }

        _contents.Add((record.DataSector, record.DataLength));
        use.AddFile(
            record.Sector,
            record.DataLength + ((long)record.AttributeSectors * Sector.Size),
            place
        );
    }
}
