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
    public DirectoryNode Node { get; } = node;

    public byte[] Identifier { get; } = identifier;

    /// <summary>The root is its own parent (ECMA-119 6.8.2.2).</summary>
    public PlannedDirectory Parent => parent ?? this;

    /// <summary>Ordinal in the path table, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Sorted as they are recorded.</summary>
    public PlannedEntry[] Entries { get; set; } = [];

    public uint Sector { get; set; }

    /// <summary>Bytes, a multiple of 2048.</summary>
    public uint Length { get; set; }
}

internal readonly record struct PlannedEntry(
    byte[] Identifier,
    IsoNode Node,
    PlannedDirectory? Directory
);
