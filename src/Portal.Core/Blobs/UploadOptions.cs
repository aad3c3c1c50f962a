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

    /// <summary>
    /// How long a resumable upload that nobody goes on with is kept, and after its end what became of it. At least a minute,
    /// at most a year; default 3 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Expiry { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Resumable uploads that one account or robot may have under way. At least 1; default 20.</summary>
    [Range(1, int.MaxValue)]
    public int MaxUnfinished { get; set; } = 20;

    /// <summary>Sum of the announced lengths of all resumable uploads under way. Default 64 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUnfinishedBytes { get; set; } = 64 * GiB;
}
