using Portal.Protocol;

namespace Portal.Packaging.Contents;

/// <summary>What lies at a path.</summary>
public enum ContentKind
{
    File,

    /// <summary>A folder with nothing in it; others follow from the paths in them.</summary>
    Directory,
    Symlink,
}

/// <summary>One thing in a component.</summary>
public sealed record ContentEntry
{
    /// <summary>Mode of a file that is not executable: 0644.</summary>
    public const int PlainMode = 0b110_100_100;

    /// <summary>Mode of an executable file and of a folder: 0755.</summary>
    public const int ExecutableMode = 0b111_101_101;

    /// <summary>Mode of a symbolic link: 0777.</summary>
    public const int SymlinkMode = 0b111_111_111;

    private ContentEntry(ContentPath path, ContentKind kind, int mode)
    {
        Path = path;
        Kind = kind;
        Mode = mode;
    }

    public ContentPath Path { get; private init; }

    public ContentKind Kind { get; }

    /// <summary>0644 or 0755 for a file (by its owner's execute bit), 0755 for a folder, 0777 for a link.</summary>
    public int Mode { get; }

    /// <summary>Length of a file in bytes; 0 for anything else.</summary>
    public long Length { get; private init; }

    /// <summary>Digest of a file's bytes; empty for anything else.</summary>
    public Digest Sha256 { get; private init; }

    /// <summary>Where a link points: relative, '..' only at its beginning, inside the tree. Null for anything else.</summary>
    public string? LinkTarget { get; private init; }

    public bool IsExecutable => Kind is ContentKind.File && Mode == ExecutableMode;

    public static ContentEntry File(ContentPath path, bool executable, long length, Digest sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new(path, ContentKind.File, executable ? ExecutableMode : PlainMode)
        {
            Length = length,
            Sha256 = sha256,
        };
    }

    public static ContentEntry Directory(ContentPath path) =>
        new(path, ContentKind.Directory, ExecutableMode);

    public static ContentEntry Symlink(ContentPath path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return new(path, ContentKind.Symlink, SymlinkMode) { LinkTarget = target };
    }

    public override string ToString() =>
        Kind is ContentKind.File
            ? $"{Kind} {Path} ({Length} bytes, {(Sha256.IsEmpty ? "not hashed" : Sha256)})"
        : LinkTarget is null ? $"{Kind} {Path}"
        : $"{Kind} {Path} > {LinkTarget}";

    /// <summary>The same thing at another path.</summary>
    internal ContentEntry At(ContentPath path) => this with { Path = path };
}
