using System.Runtime.InteropServices;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Planning;

/// <summary>
/// Emits the records of directories. Called once without a target, to learn their lengths, and once with it: the same
/// steps both times, so a length cannot differ from what is written.
/// </summary>
/// <param name="data">Where contents lie.</param>
/// <param name="firstDataSector">Any number while measuring.</param>
/// <param name="epoch">Of every record.</param>
/// <param name="systemUse">Null in Joliet, which has no Rock Ridge.</param>
/// <param name="shared">Takes what does not fit into the records of files, of links, and of "." and "..".</param>
internal sealed class DirectoryEmitter(
    DataPlan data,
    uint firstDataSector,
    long epoch,
    SystemUse? systemUse,
    ContinuationArea shared
)
{
    private static readonly byte[] Self = [0];
    private static readonly byte[] Parent = [1];

    /// <summary>Emits one directory and returns its length, a multiple of 2048.</summary>
    /// <param name="directory">Its and its children's sectors and lengths are used, whatever they are.</param>
    /// <param name="target">Zeros of the directory's length, or empty.</param>
    /// <param name="own">Takes what does not fit into the records of folders.</param>
    public int Emit(PlannedDirectory directory, Span<byte> target, ContinuationArea own)
    {
        var position = 0;
        Add(Self, Point(directory), systemUse?.ForSelf(directory), shared, target, ref position);
        Add(
            Parent,
            Point(directory.Parent),
            systemUse?.ForParent(directory),
            shared,
            target,
            ref position
        );
        foreach (var entry in directory.Entries)
        {
            // The same on every section of a file.
            var entries = systemUse?.For(entry.Node);
            for (var i = 0; i < DataPlan.CountSections(entry.Node); i++)
            {
                var section = entry.Directory is { } subdirectory
                    ? Point(subdirectory)
                    : data.Section(entry.Node, i, firstDataSector);
                Add(
                    entry.Identifier,
                    section,
                    entries,
                    entry.Directory is null ? shared : own,
                    target,
                    ref position
                );
            }
        }

        return (int)Sector.RoundUp(position);
    }

    private static Section Point(PlannedDirectory directory) =>
        new(directory.Sector, directory.Length, FileFlags.Directory);

    private void Add(
        byte[] identifier,
        Section section,
        List<byte[]>? entries,
        ContinuationArea continuation,
        Span<byte> target,
        ref int position
    )
    {
        Span<byte> area = stackalloc byte[DirectoryRecord.MaxSize];
        var areaLength = Fill(
            area,
            DirectoryRecord.MaxSize - DirectoryRecord.SizeWithoutSystemUse(identifier.Length),
            entries,
            continuation
        );
        Span<byte> record = stackalloc byte[DirectoryRecord.MaxSize];
        var length = DirectoryRecord.Write(record, identifier, section, epoch, area[..areaLength]);

        // ECMA-119 6.8.1.1: a record ends in the sector in which it begins.
        if ((position % Sector.Size) + length > Sector.Size)
        {
            position = (int)Sector.RoundUp(position);
        }

        if (!target.IsEmpty)
        {
            record[..length].CopyTo(target[position..]);
        }

        position += length;
    }

    /// <summary>Puts leading entries into the record, and a CE for the rest if there is one; returns the bytes used.</summary>
    private static int Fill(
        Span<byte> area,
        int room,
        List<byte[]>? entries,
        ContinuationArea continuation
    )
    {
        if (entries is null)
        {
            return 0;
        }

        var all = 0;
        foreach (var entry in entries)
        {
            all += entry.Length;
        }

        var used = 0;
        var count = 0;
        var limit = all <= room ? room : room - RockRidge.CeSize;
        while (count < entries.Count && used + entries[count].Length <= limit)
        {
            entries[count].CopyTo(area[used..]);
            used += entries[count].Length;
            count++;
        }

        if (count < entries.Count)
        {
            continuation.Place(CollectionsMarshal.AsSpan(entries)[count..]).CopyTo(area[used..]);
            used += RockRidge.CeSize;
        }

        return used;
    }
}
