using Portal.Problems;

namespace Portal.Following;

public static class FollowingErrors
{
    public static readonly Error Forbidden = new(
        "following.forbidden",
        ErrorKind.Forbidden,
        "Only an administrator says what a product follows"
    );

    public static readonly Error Invalid = new(
        "following.invalid",
        ErrorKind.Unprocessable,
        "What is to be followed breaks rules, listed as findings"
    );

    public static readonly Error NotFollowing = new(
        "following.not-following",
        ErrorKind.NotFound,
        "The product follows no other portal"
    );

    public static readonly Error Changed = new(
        "following.changed",
        ErrorKind.Conflict,
        "What the product follows changed at the same moment; look at it and try again"
    );

    public static readonly Error Unreachable = new(
        "following.unreachable",
        ErrorKind.Unavailable,
        "No mirror could be reached, or none has all of it"
    );

    public static readonly Error Expired = new(
        "following.expired",
        ErrorKind.Conflict,
        "What the mirrors serve has expired: they are held back, or nobody signs there any more"
    );

    public static readonly Error RolledBack = new(
        "following.rolled-back",
        ErrorKind.Conflict,
        "The mirrors serve something older than was seen before"
    );

    public static readonly Error Refused = new(
        "following.refused",
        ErrorKind.Conflict,
        "What the mirrors serve is not signed by whom the product trusts, or breaks rules"
    );

    public static readonly Error NoTrust = new(
        "following.no-trust",
        ErrorKind.Conflict,
        "No root at the mirrors is the one where trust begins"
    );

    public static readonly Error OtherBytes = new(
        "following.other-bytes",
        ErrorKind.Conflict,
        "The mirrors serve other bytes than were promised"
    );

    public static readonly Error VersionTaken = new(
        "following.version-taken",
        ErrorKind.Conflict,
        "A release of this version is here with another image; none is ever replaced"
    );

    public static readonly Error Unexpected = new(
        "following.unexpected",
        ErrorKind.Internal,
        "The check failed; the portal's log has the cause"
    );
}
