using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives;

/// <summary>
/// Counts unpacked bytes against the limits. What the archive declares is held against them first, so that an honest
/// bomb is refused before a byte of it is written; what comes is counted too, so that a lying one stops at the limit.
/// </summary>
internal sealed class UnpackBudget(ArchiveLimits limits, long archiveLength)
{
    private readonly long _byRatio = Math.Max(
        limits.RatioFreeBytes,
        SaturatingProduct(limits.Ratio, archiveLength)
    );
    private long _used;

    /// <summary>False for a tar as it is: what it declares beyond its own length is not there, which is another finding.</summary>
    public bool IsCompressed { get; set; }

    /// <summary>Holds bytes that the archive says are to come against the limits.</summary>
    /// <exception cref="ArchiveDefect">They are too many.</exception>
    public void Announce(long bytes, ContentPath? path = null)
    {
        var place = path?.Value;
        if (bytes > limits.UnpackedBytes - _used)
        {
            throw new ArchiveDefect(
                ArchiveRules.UnpackedLimit,
                $"The archive unpacks to more than {limits.UnpackedBytes} bytes.",
                place
            );
        }

        if (IsCompressed && bytes > _byRatio - _used)
        {
            throw new ArchiveDefect(
                ArchiveRules.RatioLimit,
                $"The archive unpacks to more than {limits.Ratio} times its {archiveLength} bytes.",
                place
            );
        }
    }

    /// <summary>Counts bytes that were unpacked.</summary>
    /// <exception cref="ArchiveDefect">They are too many.</exception>
    public void Charge(long bytes)
    {
        Announce(bytes);
        _used += bytes;
    }

    private static long SaturatingProduct(long left, long right) =>
        right > long.MaxValue / Math.Max(left, 1) ? long.MaxValue : left * right;
}
