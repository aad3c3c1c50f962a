using Portal.Iso9660.Records;

namespace Portal.Iso9660.Planning;

/// <summary>
/// Lays out everything before the data: system area, descriptors, the path tables (L and M of each hierarchy), primary
/// directories, their continuation area, Joliet directories. First measures, then assigns sectors, then writes.
/// </summary>
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
    private readonly uint _continuationSector;
    private readonly long _continuationLength;

    public HeadPlan(Hierarchy primary, Hierarchy? joliet, DataPlan data, IsoProfile profile)
    {
        (_primary, _joliet, _data, _profile) = (primary, joliet, data, profile);
        _systemUse = new SystemUse(profile.Epoch);
        _continuationLength = Measure();

        long next = Terminator + 1;
        var primaryTables = AssignTables(primary, ref next);
        var jolietTables = AssignTables(joliet, ref next);
        next = Assign(primary, next);
        _continuationSector = (uint)next;
        next += Sector.Count(_continuationLength);
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
        var continuation = new ContinuationArea(
            _continuationSector,
            head.AsMemory(
                (int)_continuationSector * Sector.Size,
                (int)Sector.RoundUp(_continuationLength)
            )
        );
        var primary = Emitter(_systemUse, continuation);
        foreach (var directory in _primary.Directories)
        {
            primary.Emit(directory, At(head, directory.Sector)[..(int)directory.Length]);
        }

        var joliet = Emitter(systemUse: null, continuation);
        foreach (var directory in JolietDirectories)
        {
            joliet.Emit(directory, At(head, directory.Sector)[..(int)directory.Length]);
        }

        return head;
    }

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
            sector += directory.Length / Sector.Size;
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

    /// <summary>Sets every directory's length; returns the bytes of the continuation area.</summary>
    private long Measure()
    {
        var continuation = new ContinuationArea(0, Memory<byte>.Empty);
        var primary = Emitter(_systemUse, continuation);
        foreach (var directory in _primary.Directories)
        {
            directory.Length = (uint)primary.Emit(directory, []);
        }

        var joliet = Emitter(systemUse: null, continuation);
        foreach (var directory in JolietDirectories)
        {
            directory.Length = (uint)joliet.Emit(directory, []);
        }

        return continuation.Length;
    }

    private DirectoryEmitter Emitter(SystemUse? systemUse, ContinuationArea continuation) =>
        new(_data, (uint)SectorCount, _profile.Epoch, systemUse, continuation);
}
