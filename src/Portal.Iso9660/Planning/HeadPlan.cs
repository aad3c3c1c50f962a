using Portal.Iso9660.Records;

namespace Portal.Iso9660.Planning;

/// <summary>
/// Lays out everything before the data: system area, descriptors, the four path tables, primary directories, their
/// continuation area, Joliet directories. First measures, then assigns sectors, then writes.
/// </summary>
internal sealed class HeadPlan
{
    private const int PrimaryDescriptor = Sector.SystemAreaCount;
    private const int JolietDescriptor = PrimaryDescriptor + 1;
    private const int Terminator = JolietDescriptor + 1;

    private readonly Hierarchy _primary;
    private readonly Hierarchy _joliet;
    private readonly DataPlan _data;
    private readonly IsoProfile _profile;
    private readonly SystemUse _systemUse;
    private readonly HierarchyLocation _primaryLocation;
    private readonly HierarchyLocation _jolietLocation;
    private readonly uint _continuationSector;
    private readonly long _continuationLength;

    public HeadPlan(Hierarchy primary, Hierarchy joliet, DataPlan data, IsoProfile profile)
    {
        (_primary, _joliet, _data, _profile) = (primary, joliet, data, profile);
        _systemUse = new SystemUse(profile.Epoch);
        _continuationLength = Measure();

        long next = Terminator + 1;
        var tables = new uint[4];
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = (uint)next;
            next += Sector.Count((i < 2 ? primary : joliet).PathTableSize);
        }

        next = Assign(primary, next);
        _continuationSector = (uint)next;
        next += Sector.Count(_continuationLength);
        next = Assign(joliet, next);

        SectorCount = next;
        _primaryLocation = Locate(primary, tables[0], tables[1]);
        _jolietLocation = Locate(joliet, tables[2], tables[3]);
    }

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
        VolumeDescriptor.WriteJoliet(
            At(head, JolietDescriptor),
            _profile,
            _jolietLocation,
            volumeSectors
        );
        VolumeDescriptor.WriteTerminator(At(head, Terminator));
        WritePathTables(head, _primary, _primaryLocation);
        WritePathTables(head, _joliet, _jolietLocation);

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
        foreach (var directory in _joliet.Directories)
        {
            joliet.Emit(directory, At(head, directory.Sector)[..(int)directory.Length]);
        }

        return head;
    }

    private static Span<byte> At(byte[] head, long sector) =>
        head.AsSpan((int)sector * Sector.Size);

    private static long Assign(Hierarchy hierarchy, long sector)
    {
        foreach (var directory in hierarchy.Directories)
        {
            directory.Sector = (uint)sector;
            sector += directory.Length / Sector.Size;
        }

        return sector;
    }

    private static HierarchyLocation Locate(Hierarchy hierarchy, uint tableL, uint tableM) =>
        new(
            tableL,
            tableM,
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
        foreach (var directory in _joliet.Directories)
        {
            directory.Length = (uint)joliet.Emit(directory, []);
        }

        return continuation.Length;
    }

    private DirectoryEmitter Emitter(SystemUse? systemUse, ContinuationArea continuation) =>
        new(_data, (uint)SectorCount, _profile.Epoch, systemUse, continuation);
}
