using Portal.Problems;

namespace Portal.Channels;

public static class ChannelErrors
{
    public static readonly Error NotFound = new(
        "channel.not-found",
        ErrorKind.NotFound,
        "The product has no such channel"
    );

    public static readonly Error Invalid = new(
        "channel.invalid",
        ErrorKind.Unprocessable,
        "What is asked of the channel breaks rules, listed as findings"
    );

    public static readonly Error NameTaken = new(
        "channel.name-taken",
        ErrorKind.Conflict,
        "The product has a channel of this name already; that of a retired one is not used again"
    );

    public static readonly Error Forbidden = new(
        "channel.forbidden",
        ErrorKind.Forbidden,
        "A product's own channels are its release managers', a distro's are its maintainers' alone"
    );

    public static readonly Error TagMissing = new(
        "channel.if-match-missing",
        ErrorKind.PreconditionRequired,
        "Who changes a channel says in If-Match, by the entity tag of a GET, what they have looked at"
    );

    public static readonly Error Changed = new(
        "channel.changed",
        ErrorKind.PreconditionFailed,
        "Somebody else changed the channel in the meantime; look at it and try again"
    );

    public static readonly Error GatesUnmet = new(
        "channel.gates-unmet",
        ErrorKind.Conflict,
        "The channel demands more before it points to this release, listed as findings; nothing was changed"
    );

    public static readonly Error NothingToUndo = new(
        "channel.nothing-to-undo",
        ErrorKind.Conflict,
        "The channel pointed to nothing before"
    );

    public static readonly Error RolloutState = new(
        "channel.rollout-state",
        ErrorKind.Conflict,
        "The rollout is in a state from which this is not possible"
    );

    public static readonly Error Retired = new(
        "channel.retired",
        ErrorKind.Gone,
        "This channel was retired and is followed no more"
    );

    public static readonly Error NothingLetOut = new(
        "channel.nothing-let-out",
        ErrorKind.NotFound,
        "The channel has nothing yet that was let out to all"
    );

    public static readonly Error NotSigned = new(
        "channel.not-signed",
        ErrorKind.Unavailable,
        "The channel's file is being signed; ask again in a moment"
    );

    public static readonly Error NoSuchFile = new(
        "channel.no-such-file",
        ErrorKind.NotFound,
        "A channel serves RELEASE, RELEASE.asc, the pin, the image under its plain name, a spec file and a ConfigMap"
    );

    public static readonly Error SigningFailed = new(
        "channel.signing-failed",
        ErrorKind.Internal,
        "The keys of this portal could not sign the channel's file"
    );
}
