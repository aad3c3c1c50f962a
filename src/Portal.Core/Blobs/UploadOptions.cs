using System.ComponentModel.DataAnnotations;

namespace Portal.Blobs;

/// <summary>What one upload may take. Configuration section <c>Uploads</c>. Sizes are bytes.</summary>
public sealed class UploadOptions
{
    public const string Section = "Uploads";

    private const long GiB = 1L << 30;

    /// <summary>Length of an archive as it is sent. Default 4 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxArchiveBytes { get; set; } = 4 * GiB;

    /// <summary>Sum of the unpacked files. Default 16 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; set; } = 16 * GiB;

    /// <summary>Files, folders and links in an archive. Default 50,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFiles { get; set; } = 50_000;

    /// <summary>Length of <c>component.yaml</c>. Default 64 KiB.</summary>
    [Range(1, int.MaxValue)]
    public int MaxManifestBytes { get; set; } = 64 * 1024;

    /// <summary>Unpacked bytes for each byte of the archive: more is a bomb. Default 200.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCompressionRatio { get; set; } = 200;

    /// <summary>
    /// Bytes that uploads leave free on the disk: below it they are refused, while reading goes on. Default 2 GiB.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long FreeSpaceFloor { get; set; } = 2 * GiB;
}
