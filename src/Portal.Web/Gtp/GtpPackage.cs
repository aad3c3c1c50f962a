using Portal.Protocol;

namespace Portal.Gtp;

/// <summary>A file that the folder's <c>SHA256SUMS</c> names.</summary>
/// <param name="Sha256">As the sums say it.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Length">Bytes.</param>
internal sealed record GtpPackage(
    string Name,
    Digest Sha256,
    string Path,
    long Length,
    DateTimeOffset ModifiedAt
);
