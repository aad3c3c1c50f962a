using Portal.Problems;

namespace Portal.Channels;

public static class DistroErrors
{
    public static readonly Error InvalidName = new(
        "distro.invalid-name",
        ErrorKind.Invalid,
        "Distro names have 1 to 63 of a-z, 0-9 and -, begin with a letter or digit, and are not reserved"
    );

    public static readonly Error InvalidTitle = new(
        "distro.invalid-title",
        ErrorKind.Invalid,
        "A distro's title has 1 to 200 characters on one line"
    );

    public static readonly Error NameTaken = new(
        "distro.name-taken",
        ErrorKind.Conflict,
        "A distro has this name"
    );

    public static readonly Error NotFound = new(
        "distro.not-found",
        ErrorKind.NotFound,
        "No distro has this name"
    );

    public static readonly Error NotAMember = new(
        "distro.not-a-member",
        ErrorKind.NotFound,
        "This account or robot is no maintainer of the distro"
    );

    public static readonly Error InvalidRole = new(
        "distro.invalid-role",
        ErrorKind.Invalid,
        "A member of a distro is a distro-maintainer"
    );
}
