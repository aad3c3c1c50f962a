using Portal.Problems;

namespace Portal.Hosts;

/// <summary>What can be wrong with fleet tokens, hosts that enrol, and reports.</summary>
public static class HostErrors
{
    public static readonly Error Forbidden = new(
        "fleet.forbidden",
        ErrorKind.Forbidden,
        "A product's hosts are its release managers' business, those on a distro's channels its maintainers'"
    );

    public static readonly Error InvalidToken = new(
        "fleet.invalid-token-request",
        ErrorKind.Invalid,
        "A fleet token has a name of 1 to 80 characters and expires after 1 to 366 days"
    );

    public static readonly Error NoSuchToken = new(
        "fleet.no-such-token",
        ErrorKind.NotFound,
        "The product has no fleet token of this id"
    );

    public static readonly Error TokenRefused = new(
        "fleet.token-refused",
        ErrorKind.Unauthenticated,
        "This is no fleet token that this portal gave"
    );

    public static readonly Error TokenExpired = new(
        "fleet.token-expired",
        ErrorKind.Unauthenticated,
        "The fleet token has expired: ask for a new one"
    );

    public static readonly Error TokenRevoked = new(
        "fleet.token-revoked",
        ErrorKind.Unauthenticated,
        "The fleet token was revoked"
    );

    public static readonly Error InvalidHost = new(
        "host.invalid",
        ErrorKind.Unprocessable,
        "What is to be enrolled is no host with a key, as findings say"
    );

    public static readonly Error IdTaken = new(
        "host.id-taken",
        ErrorKind.Conflict,
        "A host of this id is enrolled already, with another key or in another fleet"
    );

    public static readonly Error NotEnrolled = new(
        "host.not-enrolled",
        ErrorKind.Unauthenticated,
        "No host of this id is enrolled here, or it was silent for so long that it was forgotten"
    );

    public static readonly Error BadSignature = new(
        "host.bad-signature",
        ErrorKind.Unauthenticated,
        "The body was not signed by the host's key"
    );

    public static readonly Error InvalidReport = new(
        "report.invalid",
        ErrorKind.Unprocessable,
        "What the report says breaks rules, listed as findings; nothing was changed"
    );

    public static readonly Error OtherFleet = new(
        "host.other-fleet",
        ErrorKind.Forbidden,
        "A host enrols for, and reports of, the product and the distro's channels that its fleet token was made for"
    );

    public static readonly Error Older = new(
        "report.older",
        ErrorKind.Conflict,
        "A newer report of this host was taken already; nothing was changed"
    );
}
