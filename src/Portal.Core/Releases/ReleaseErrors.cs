using Portal.Problems;

namespace Portal.Releases;

public static class ReleaseErrors
{
    public static readonly Error Version = new(
        "release.version",
        ErrorKind.Invalid,
        "A release version begins with a digit, has at most 31 of 0-9 A-Z a-z . ~ + - and does not end in -"
    );

    public static readonly Error Forbidden = new(
        "release.forbidden",
        ErrorKind.Forbidden,
        "Only a release manager of the product, or an administrator, does this"
    );

    public static readonly Error RemoveForbidden = new(
        "release.remove-forbidden",
        ErrorKind.Forbidden,
        "Only an administrator removes a release"
    );

    public static readonly Error NotFound = new(
        "release.not-found",
        ErrorKind.NotFound,
        "There is no such release"
    );

    public static readonly Error VersionTaken = new(
        "release.version-taken",
        ErrorKind.Conflict,
        "A release of this version exists with other components; a version is never used twice"
    );

    public static readonly Error NotFailed = new(
        "release.not-failed",
        ErrorKind.Conflict,
        "Only a failed release is run again"
    );

    public static readonly Error NotReady = new(
        "release.not-ready",
        ErrorKind.Conflict,
        "Only a release that is ready can be withdrawn"
    );

    public static readonly Error ReasonMissing = new(
        "release.reason-missing",
        ErrorKind.Invalid,
        "A reason of 1 to 500 characters says to everybody why"
    );

    public static readonly Error Removed = new(
        "release.removed",
        ErrorKind.Gone,
        "This release was removed and is no longer served"
    );

    public static readonly Error NotAssembled = new(
        "release.not-assembled",
        ErrorKind.NotFound,
        "This release has no image yet"
    );

    public static readonly Error Changed = new(
        "release.changed",
        ErrorKind.Conflict,
        "The release changed at the same moment; look at it and try again"
    );
}
