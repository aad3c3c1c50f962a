namespace Portal.Packaging.Archives;

/// <summary>How much an archive may hold. The limits of a path are fixed: <see cref="Contents.PathRules"/>.</summary>
public sealed record ArchiveLimits
{
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Bytes after decompression, of a tar with its headers. Default 16 GiB.</summary>
    public long UnpackedBytes { get; init; } = 16L << 30;

    /// <summary>Files, links and folders together. Default 50,000.</summary>
    public int Entries { get; init; } = 50_000;

    /// <summary>Bytes of <c>component.yaml</c>. Default 64 KiB.</summary>
    public int ManifestBytes { get; init; } = 64 << 10;

    /// <summary>Bytes after decompression for each byte of the whole archive. Default 200.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Bytes after decompression that are allowed whatever the ratio. Default 1 MiB.</summary>
    public long RatioFreeBytes { get; init; } = 1L << 20;

    /// <summary>Findings told one by one; one more says how many others there are. Default 200.</summary>
    public int Findings { get; init; } = 200;
}
