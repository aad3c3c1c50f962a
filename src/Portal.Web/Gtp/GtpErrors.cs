using Portal.Problems;

namespace Portal.Gtp;

/// <summary>What can be wrong when gtp is fetched.</summary>
internal static class GtpErrors
{
    public static readonly Error NoSuchFile = new(
        "gtp.no-such-file",
        ErrorKind.NotFound,
        "This portal has no such package of gtp"
    );
}
