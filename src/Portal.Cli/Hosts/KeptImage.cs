using Portal.Protocol;

namespace Portal.Cli.Hosts;

/// <summary>An image that a host has: <c>PRODUCT-VERSION.json</c> beside the ISO, for scripts that look for it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Channel">By which it came.</param>
internal sealed record KeptImage(
    string Product,
    string Version,
    Digest Sha256,
    long Length,
    string Channel,
    DateTimeOffset InstalledAt
);
