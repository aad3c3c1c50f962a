namespace Portal.Protocol.Rollouts;

/// <summary>A release that a channel points to.</summary>
/// <param name="Version">Of the release.</param>
/// <param name="Sha256">Of the image.</param>
/// <param name="Length">Of the image, in bytes.</param>
/// <param name="Withdrawn">Why it is never newly installed; null while it may be.</param>
public sealed record PointedRelease(
    string Version,
    Digest Sha256,
    long Length,
    string? Withdrawn = null
);
