using System.Text;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Reading;

/// <summary>
/// Walks one hierarchy of an untrusted image. Every directory is entered once, names are safe to become paths, and all
/// budgets hold; anything else is an <see cref="IsoFormatException"/>.
/// </summary>
internal sealed class TreeReader(
    ImageBytes image,
    IsoReadOptions options,
    IsoNamespace names,
    int systemUseSkip
)
{
    private const uint TypeMask = 0xF000;
    private const uint TypeDirectory = 0x4000;
    private const uint TypeFile = 0x8000;
    private const uint TypeSymlink = 0xA000;

    private const int ChunkSectors = 32;

    private readonly ExtentUse _use = new(options);
    private readonly List<IsoEntry> _entries = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<long> _visited = [];
    private readonly Queue<(string Path, int Depth, long Sector, long Length)> _pending = new();

    public IReadOnlyList<IsoEntry> Read(long rootSector, long rootLength)
    {
        Enqueue("", 0, rootSector, rootLength);
        while (_pending.TryDequeue(out var directory))
        {
            ReadDirectory(directory.Path, directory.Depth, directory.Sector, directory.Length);
        }

        _use.Check();
        _entries.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return _entries;
    }

    private void Enqueue(string path, int depth, long sector, long length)
    {
        if (!_visited.Add(sector))
        {
            throw new IsoFormatException(
                "iso.read.loop",
                sector,
                $"'{path}' is a directory that was read before."
            );
        }

        if (depth > options.MaxDepth)
        {
            throw new IsoFormatException(
                "iso.read.depth",
                sector,
                $"'{path}' is nested too deeply."
            );
        }

        _use.AddDirectory(sector, length);
        _pending.Enqueue((path, depth, sector, length));
    }

    private void ReadDirectory(string path, int depth, long sector, long length)
    {
        var file = new FileSections(image);
        // In pieces, so that a directory costs no more memory at once however long it claims to be.
        for (long done = 0; done < length; done += ChunkSectors * Sector.Size)
        {
            var first = sector + (done / Sector.Size);
            var chunk = image.Read(first, Math.Min(ChunkSectors * Sector.Size, length - done));
            file = ReadRecords(path, depth, first, chunk, file);
        }

        if (!file.IsEmpty)
        {
            throw new IsoFormatException(
                "iso.read.record",
                sector,
                $"a file in '{path}' lacks its last section."
            );
        }
    }

    /// <summary>Reads whole sectors of a directory; returns the file whose sections are not complete yet, or an empty one.</summary>
    private FileSections ReadRecords(
        string path,
        int depth,
        long sector,
        ReadOnlySpan<byte> bytes,
        FileSections file
    )
    {
        for (var position = 0; position < bytes.Length; )
        {
            var room = Math.Min(Sector.Size - (position % Sector.Size), bytes.Length - position);
            if (bytes[position] == 0)
            {
                position += room; // ECMA-119 6.8.1.1: the rest of a sector is unused
                continue;
            }

            var at = sector + (position / Sector.Size);
            if (!RecordView.TryRead(bytes.Slice(position, room), out var record))
            {
                throw new IsoFormatException(
                    "iso.read.record",
                    at,
                    $"a broken record in directory '{path}'."
                );
            }

            position += record.Bytes.Length;
            if (
                !record.IsSelfOrParent
                && !record.Flags.HasFlag(FileFlags.Associated)
                && file.Add(record, at)
            )
            {
                Add(path, depth + 1, record, file, at);
                file = new FileSections(image);
            }
        }

        return file;
    }

    private void Add(string parent, int depth, RecordView record, FileSections file, long sector)
    {
        PosixAttributes? posix = null;
        if (names == IsoNamespace.RockRidge)
        {
            var area = file.SystemUse;
            posix = PosixAttributes.From(
                SystemUseEntries.Read(image, sector, area[Math.Min(systemUseSkip, area.Length)..]),
                sector
            );
            if (posix.IsRelocated)
            {
                return;
            }
        }

        var name = posix?.Name ?? NameOf(record.Identifier);
        var path = Claim(
            parent,
            name,
            posix?.Name is null ? Decode(record.Identifier) : name,
            sector
        );
        if (_entries.Count == options.MaxEntries)
        {
            throw new IsoFormatException(
                "iso.read.entries",
                sector,
                "the image has more entries than allowed."
            );
        }

        var kind = KindOf(record, posix);
        var isFile = kind == IsoEntryKind.File;
        if (isFile)
        {
            _use.AddFile(file, sector);
        }

        _entries.Add(
            new IsoEntry(path, kind, isFile ? file.Length : 0, isFile ? file.Extents : [])
            {
                Mode = posix?.Mode,
                ModifiedAt = posix?.ModifiedAt ?? IsoDate.ReadRecord(record.Bytes[18..]),
                LinkTarget = posix?.LinkTarget,
                IsCompressed = isFile && posix is { IsCompressed: true },
            }
        );
        if (posix?.ChildLink is { } child)
        {
            EnterRelocated(path, depth, child);
        }
        else if (kind == IsoEntryKind.Directory)
        {
            Enqueue(path, depth, record.DataSector, record.DataLength);
        }
    }

    /// <summary>A relocated directory's length stands in its own "." record.</summary>
    private void EnterRelocated(string path, int depth, long sector)
    {
        if (!RecordView.TryRead(image.Block(sector), out var self) || !self.IsDirectory)
        {
            throw new IsoFormatException(
                "iso.read.record",
                sector,
                $"'{path}' was moved to what is no directory."
            );
        }

        Enqueue(path, depth, sector, self.DataLength);
    }

    /// <summary>
    /// A path that nobody has. Without Rock Ridge "A" and "A.;1" look alike, as do two versions of one file: the later
    /// then keeps its whole identifier.
    /// </summary>
    private string Claim(string parent, string name, string identifier, long sector)
    {
        foreach (var candidate in (ReadOnlySpan<string>)[name, identifier])
        {
            CheckName(candidate, sector);
            var path = parent.Length == 0 ? candidate : $"{parent}/{candidate}";
            image.Charge(sector, path.Length);
            if (_paths.Add(path))
            {
                return path;
            }
        }

        throw new IsoFormatException(
            "iso.read.duplicate",
            sector,
            $"'{name}' appears twice in '{parent}'."
        );
    }

    private static void CheckName(string name, long sector)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new IsoFormatException(
                "iso.read.name",
                sector,
                $"the name '{name}' cannot be part of a path."
            );
        }
    }

    private string Decode(ReadOnlySpan<byte> identifier) =>
        (names == IsoNamespace.Joliet ? Encoding.BigEndianUnicode : Encoding.Latin1).GetString(
            identifier
        );

    private string NameOf(ReadOnlySpan<byte> identifier)
    {
        var name = Decode(identifier);
        var version = name.LastIndexOf(';');
        name = version > 0 ? name[..version] : name;
        return names == IsoNamespace.Joliet ? name : name.TrimEnd('.');
    }

    private static IsoEntryKind KindOf(RecordView record, PosixAttributes? posix)
    {
        if (posix?.ChildLink is not null)
        {
            return IsoEntryKind.Directory;
        }

        if (posix?.LinkTarget is not null)
        {
            return IsoEntryKind.Symlink;
        }

        return (posix?.Mode & TypeMask) switch
        {
            _ when record.IsDirectory => IsoEntryKind.Directory,
            null or 0 or TypeFile or TypeDirectory or TypeSymlink => IsoEntryKind.File,
            _ => IsoEntryKind.Special,
        };
    }
}
