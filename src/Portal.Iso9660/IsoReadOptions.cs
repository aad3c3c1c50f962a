namespace Portal.Iso9660;

/// <summary>The three trees an image can carry over the same contents.</summary>
public enum IsoNamespace
{
    /// <summary>Names, modes, times and symbolic links as in POSIX.</summary>
    RockRidge,

    /// <summary>Unicode names, no symbolic links: what Windows shows.</summary>
    Joliet,

    /// <summary>The bare ISO 9660 names, without version and without a trailing dot.</summary>
    Primary,
}

/// <summary>How much of an image to believe.</summary>
public sealed record IsoReadOptions
{
    /// <summary>Which tree; null takes the first the image has, in the order of <see cref="IsoNamespace"/>.</summary>
    public IsoNamespace? Namespace { get; init; }

    /// <summary>Entries of the whole image.</summary>
    public int MaxEntries { get; init; } = 1_000_000;

    /// <summary>Segments of a path.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Bytes of directories and continuation areas, and characters of paths, in all.</summary>
    public long MaxMetadataBytes { get; init; } = 1L << 28;

    /// <summary>
    /// Bytes of all files together, those that several files share counted each time: what extracting would write.
    /// </summary>
    public long MaxContentBytes { get; init; } = 1L << 40;

    /// <summary>
    /// True: files may share a part of their bytes with others or with directories. No tool in use writes such images, and
    /// some attacks do.
    /// </summary>
    public bool AllowOverlaps { get; init; }
}
