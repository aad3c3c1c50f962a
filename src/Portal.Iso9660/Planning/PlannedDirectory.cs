using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Planning;

/// <summary>One directory of one hierarchy (primary or Joliet): its own identifiers, order and place.</summary>
internal sealed class PlannedDirectory(
    DirectoryNode node,
    byte[] identifier,
    PlannedDirectory? parent,
    int number
)
{
    /// <summary>ECMA-119 6.8.2.1.</summary>
    public const int MaxPathLength = 255;

    public DirectoryNode Node { get; } = node;

    public byte[] Identifier { get; } = identifier;

    /// <summary>The root is its own parent (ECMA-119 6.8.2.2).</summary>
    public PlannedDirectory Parent => parent ?? this;

    /// <summary>Ordinal in the path table, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>ECMA-119 6.8.2.1: the lengths of the identifiers down to here, and one more a directory; 0 at the root.</summary>
    private int PathLength { get; } =
        parent is null ? 0 : parent.PathLength + identifier.Length + 1;

    /// <summary>Sorted as they are recorded.</summary>
    public PlannedEntry[] Entries { get; set; } = [];

    public uint Sector { get; set; }

    /// <summary>Bytes, a multiple of 2048.</summary>
    public uint Length { get; set; }

    /// <summary>Where the continuations of its folders' records begin: right behind it.</summary>
    public uint ContinuationSector => Sector + (Length / Records.Sector.Size);

    /// <summary>Bytes of the continuations of its folders' records; usually none.</summary>
    public long ContinuationLength { get; set; }

    /// <summary>Remarks on entries whose path is longer than ECMA-119 6.8.2.1 allows.</summary>
    public void RemarkOnLongPaths(List<IsoRemark> remarks)
    {
        foreach (var entry in Entries)
        {
            if (entry.Directory is null && PathLength + entry.Identifier.Length > MaxPathLength)
            {
                remarks.Add(
                    new IsoRemark(
                        "iso.path.long",
                        entry.Node.Path,
                        $"has a path of more than {MaxPathLength} characters in bare ISO 9660."
                    )
                );
            }
        }
    }
}

internal readonly record struct PlannedEntry(
    byte[] Identifier,
    IsoNode Node,
    PlannedDirectory? Directory
);
