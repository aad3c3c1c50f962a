namespace Portal.Iso9660;

public enum IsoEntryKind
{
    Directory,
    File,
    Symlink,

    /// <summary>A device, pipe or socket of Rock Ridge; it has no content.</summary>
    Special,
}

/// <summary>One run of a file's bytes.</summary>
/// <param name="Offset">From the image's start.</param>
/// <param name="Length">Bytes.</param>
public sealed record IsoEntryExtent(long Offset, long Length);

/// <summary>One entry as read from an image.</summary>
/// <param name="Path">Relative, with <c>/</c> between segments, none of which is empty, "." or "..", or contains NUL.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes of a file; 0 for anything else.</param>
/// <param name="Extents">Where the bytes lie, in order; files of more than 4 GiB have several.</param>
public sealed record IsoEntry(
    string Path,
    IsoEntryKind Kind,
    long Length,
    IReadOnlyList<IsoEntryExtent> Extents
)
{
    /// <summary>File type and permissions as in <c>st_mode</c>; null without Rock Ridge.</summary>
    public uint? Mode { get; init; }

    /// <summary>Its bytes are compressed (zisofs), and are not read here.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>In UTC; null when the image gives none.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The target of a symbolic link, as recorded; never followed here.</summary>
    public string? LinkTarget { get; init; }
}
