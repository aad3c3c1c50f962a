namespace Portal.Iso9660.Verification;

/// <summary>A directory as its parent records it.</summary>
internal sealed class WalkedDirectory(
    byte[] identifier,
    long sector,
    long length,
    int attributeSectors,
    WalkedDirectory? parent
)
{
    public byte[] Identifier { get; } = identifier;

    public long Sector { get; } = sector;

    /// <summary>Bytes.</summary>
    public long Length { get; } = length;

    public int AttributeSectors { get; } = attributeSectors;

    /// <summary>Null at the root.</summary>
    public WalkedDirectory? Parent { get; } = parent;

    /// <summary>Directories above it.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>ECMA-119 6.8.2.1: the lengths of the identifiers down to here, and one more a directory; 0 at the root.</summary>
    public int PathLength { get; } = parent is null ? 0 : parent.PathLength + identifier.Length + 1;
}
