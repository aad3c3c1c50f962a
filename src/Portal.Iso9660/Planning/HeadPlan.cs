using Portal.Iso9660.Records;

namespace Portal.Iso9660.Planning;

/// <summary>
/// Lays out everything before the data: system area, descriptors, the path tables (L and M of each hierarchy), primary
/// directories, their continuation area, Joliet directories. First measures, then assigns sectors, then writes.
/// </summary>
/// <remarks>
/// libarchive reads forward only. It looks for continuations right behind a directory, and needs a folder's name when it
/// has read that folder; a file's name it needs when it comes to the data. So folders' continuations lie behind the
/// directory that names them, and all others, packed, behind the last directory.
/// </remarks>
internal sealed class HeadPlan
{
    private const int PrimaryDescriptor = Sector.SystemAreaCount;
    private const int JolietDescriptor = PrimaryDescriptor + 1;

    private readonly Hierarchy _primary;
    private readonly Hierarchy? _joliet;
    private readonly DataPlan _data;
    private readonly IsoProfile _profile;
    private readonly SystemUse _systemUse;
    private readonly HierarchyLocation _primaryLocation;
    private readonly HierarchyLocation _jolietLocation;
    private readonly uint _sharedSector;
    private readonly long _sharedLength;

    public HeadPlan(Hierarchy primary, Hierarchy? joliet, DataPlan data, IsoProfile profile)
    {
        (_primary, _joliet, _data, _profile) = (primary, joliet, data, profile);
        _systemUse = new SystemUse(profile.Epoch);
        _sharedLength = Measure();

        long next = Terminator + 1;
        var primaryTables = AssignTables(primary, ref next);
        var jolietTables = AssignTables(joliet, ref next);
        next = Assign(primary, next);
        _sharedSector = (uint)next;
        next += Sector.Count(_sharedLength);
        next = Assign(joliet, next);

        SectorCount = next;
        _primaryLocation = Locate(primary, primaryTables);
        _jolietLocation = joliet is null ? default : Locate(joliet, jolietTables);
    }

    private int Terminator => _joliet is null ? JolietDescriptor : JolietDescriptor + 1;

    /// <summary>Sectors of the head; the data begin after them.</summary>
    public long SectorCount { get; }

    /// <summary>The bytes of the head, for a volume of so many sectors in all.</summary>
    public byte[] Write(uint volumeSectors)
    {
        var head = new byte[SectorCount * Sector.Size];
        VolumeDescriptor.WritePrimary(
            At(head, PrimaryDescriptor),
            _profile,
            _primaryLocation,
            volumeSectors
        );
        WritePathTables(head, _primary, _primaryLocation);
        if (_joliet is not null)
        {
            VolumeDescriptor.WriteJoliet(
                At(head, JolietDescriptor),
                _profile,
                _jolietLocation,
                volumeSectors
            );
            WritePathTables(head, _joliet, _jolietLocation);
        }

        VolumeDescriptor.WriteTerminator(At(head, Terminator));
        WriteDirectories(head);
        return head;
    }

    private void WriteDirectories(byte[] head)
    {
        var shared = Area(head, _sharedSector, _sharedLength);
        var primary = Emitter(_systemUse, shared);
        foreach (var directory in _primary.Directories)
        {
            primary.Emit(
                directory,
                At(head, directory.Sector)[..(int)directory.Length],
                Area(head, directory.ContinuationSector, directory.ContinuationLength)
            );
        }

        var joliet = Emitter(systemUse: null, shared);
        foreach (var directory in JolietDirectories)
        {
            joliet.Emit(directory, At(head, directory.Sector)[..(int)directory.Length], shared);
        }
    }

    private static ContinuationArea Area(byte[] head, uint sector, long length) =>
        new(sector, head.AsMemory((int)sector * Sector.Size, (int)Sector.RoundUp(length)));

    private static Span<byte> At(byte[] head, long sector) =>
        head.AsSpan((int)sector * Sector.Size);

    private IReadOnlyList<PlannedDirectory> JolietDirectories => _joliet?.Directories ?? [];

    private static (uint L, uint M) AssignTables(Hierarchy? hierarchy, ref long sector)
    {
        var size = hierarchy is null ? 0 : Sector.Count(hierarchy.PathTableSize);
        var first = (uint)sector;
        sector += 2 * size;
        return (first, first + (uint)size);
    }

    private static long Assign(Hierarchy? hierarchy, long sector)
    {
        foreach (var directory in hierarchy?.Directories ?? [])
        {
            directory.Sector = (uint)sector;
            sector = directory.ContinuationSector + Sector.Count(directory.ContinuationLength);
        }

        return sector;
    }

    private static HierarchyLocation Locate(Hierarchy hierarchy, (uint L, uint M) tables) =>
        new(
            tables.L,
            tables.M,
            (uint)hierarchy.PathTableSize,
            hierarchy.Root.Sector,
            hierarchy.Root.Length
        );

    private static void WritePathTables(
        byte[] head,
        Hierarchy hierarchy,
        HierarchyLocation location
    )
    {
        var little = At(head, location.PathTableL);
        var big = At(head, location.PathTableM);
        foreach (var directory in hierarchy.Directories)
        {
            var parent = (ushort)directory.Parent.Number;
            little = little[
                PathTable.Write(
                    little,
                    directory.Identifier,
                    directory.Sector,
                    parent,
                    bigEndian: false
                )..
            ];
            big = big[
                PathTable.Write(
                    big,
                    directory.Identifier,
                    directory.Sector,
                    parent,
                    bigEndian: true
                )..
            ];
        }
    }

    /// <summary>Sets the lengths of every directory; returns the bytes of the shared continuation area.</summary>
    private long Measure()
    {
        var shared = ContinuationArea.Measuring();
        var primary = Emitter(_systemUse, shared);
        foreach (var directory in _primary.Directories)
        {
            var own = ContinuationArea.Measuring();
            directory.Length = (uint)primary.Emit(directory, [], own);
            directory.ContinuationLength = own.Length;
        }

        var joliet = Emitter(systemUse: null, shared);
        foreach (var directory in JolietDirectories)
        {
            directory.Length = (uint)joliet.Emit(directory, [], shared);
        }

        return shared.Length;
    }

    private DirectoryEmitter Emitter(SystemUse? systemUse, ContinuationArea shared) =>
        new(_data, (uint)SectorCount, _profile.Epoch, systemUse, shared);
}
