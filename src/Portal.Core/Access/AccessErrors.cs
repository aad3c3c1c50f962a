using Portal.Problems;

namespace Portal.Access;

public static class AccessErrors
{
    public static readonly Error Unauthenticated = new(
        "access.unauthenticated",
        ErrorKind.Unauthenticated,
        "This needs a credential: an API token, or a signed-in session"
    );

    public static readonly Error InvalidCredential = new(
        "access.invalid-credential",
        ErrorKind.Unauthenticated,
        "The credential is not one that this portal gave"
    );

    public static readonly Error TokenExpired = new(
        "access.token-expired",
        ErrorKind.Unauthenticated,
        "The token has expired: make a new one"
    );

    public static readonly Error TokenRevoked = new(
        "access.token-revoked",
        ErrorKind.Unauthenticated,
        "The token was revoked"
    );

    public static readonly Error Forbidden = new(
        "access.forbidden",
        ErrorKind.Forbidden,
        "The credential does not carry the role that this needs"
    );

    public static readonly Error TooMuch = new(
        "access.grant-not-yours",
        ErrorKind.Forbidden,
        "Nobody hands on more than they hold"
    );

    public static readonly Error NoSuchRole = new(
        "access.no-such-role",
        ErrorKind.Invalid,
        "There is no such role"
    );

    public static readonly Error InvalidScope = new(
        "access.invalid-scope",
        ErrorKind.Invalid,
        "The role and its scope do not go together"
    );

    public static readonly Error InvalidName = new(
        "access.invalid-name",
        ErrorKind.Invalid,
        "Names of accounts and robots have 1 to 63 of a-z, 0-9 and -, begin with a letter or digit, and are not reserved"
    );

    public static readonly Error InvalidTitle = new(
        "access.invalid-title",
        ErrorKind.Invalid,
        "A title has at most 200 characters on one line"
    );

    public static readonly Error NameTaken = new(
        "access.name-taken",
        ErrorKind.Conflict,
        "An account or robot has this name"
    );

    public static readonly Error NoSuchPrincipal = new(
        "access.no-such-principal",
        ErrorKind.NotFound,
        "No account or robot has this name"
    );

    public static readonly Error GrantNotHeld = new(
        "access.grant-not-held",
        ErrorKind.NotFound,
        "This grant is not held"
    );

    public static readonly Error LastManager = new(
        "access.last-manager",
        ErrorKind.Conflict,
        "The last one who manages this cannot be removed: name another first"
    );

    public static readonly Error InvalidToken = new(
        "access.invalid-token-request",
        ErrorKind.Invalid,
        "A token has a name of 1 to 80 characters and expires after 1 to 366 days"
    );

    public static readonly Error TokenOutlives = new(
        "access.token-outlives",
        ErrorKind.Forbidden,
        "A token made with a token expires no later than that one"
    );

    public static readonly Error NoSuchToken = new(
        "access.no-such-token",
        ErrorKind.NotFound,
        "No token of yours has this id"
    );

    public static readonly Error LinkNotValid = new(
        "access.link-not-valid",
        ErrorKind.Gone,
        "This sign-in link was used already, has expired, or never was one"
    );

    public static readonly Error Antiforgery = new(
        "access.antiforgery",
        ErrorKind.Forbidden,
        "A request by cookie that changes something needs the antiforgery token of a page, in the header RequestVerificationToken"
    );

    public static readonly Error NoSuchScope = new(
        "access.no-such-scope",
        ErrorKind.Invalid,
        "A role is given only for what exists"
    );

    public static readonly Error Disabled = new(
        "access.account-disabled",
        ErrorKind.Unauthenticated,
        "The account is disabled"
    );

    public static readonly Error WrongCredentials = new(
        "access.wrong-credentials",
        ErrorKind.Unauthenticated,
        "The name, the password or the code is wrong"
    );

    public static readonly Error TooManyTries = new(
        "access.too-many-tries",
        ErrorKind.TooManyRequests,
        "Too many tries that failed: wait before the next"
    );

    public static readonly Error WeakPassword = new(
        "access.weak-password",
        ErrorKind.Invalid,
        "The password is too easy to guess, or too long"
    );

    public static readonly Error WrongPassword = new(
        "access.wrong-password",
        ErrorKind.Invalid,
        "The present password is wrong"
    );

    public static readonly Error WrongCode = new(
        "access.wrong-code",
        ErrorKind.Invalid,
        "The code is not the one of this moment: check the clock of the device"
    );

    public static readonly Error NotThisSession = new(
        "access.not-this-session",
        ErrorKind.Forbidden,
        "This needs a session in which the person signed in themselves"
    );

    public static readonly Error NoSuchSession = new(
        "access.no-such-session",
        ErrorKind.NotFound,
        "No session of yours has this id"
    );

    public static readonly Error InvitationNotValid = new(
        "access.invitation-not-valid",
        ErrorKind.Gone,
        "This invitation was used already, was revoked, has expired, or never was one"
    );

    public static readonly Error InvalidInvitation = new(
        "access.invalid-invitation",
        ErrorKind.Invalid,
        "An invitation is valid for 1 to 30 days and says in at most 200 characters on one line whom it is for"
    );

    public static readonly Error NoSuchInvitation = new(
        "access.no-such-invitation",
        ErrorKind.NotFound,
        "No invitation of yours has this id"
    );

    public static readonly Error UnknownToPortal = new(
        "access.unknown-account",
        ErrorKind.Forbidden,
        "The proxy names somebody who has no account here"
    );

    public static readonly Error LastAdministrator = new(
        "access.last-administrator",
        ErrorKind.Conflict,
        "The last administrator cannot be disabled: name another first"
    );

    public static readonly Error NoSecondFactor = new(
        "access.no-second-factor",
        ErrorKind.Conflict,
        "No second factor is set up, which recovery codes would stand in for"
    );

    public static readonly Error SecondFactorNeeded = new(
        "access.second-factor-needed",
        ErrorKind.Forbidden,
        "Set up the second factor first, at /account/second-factor"
    );
}
