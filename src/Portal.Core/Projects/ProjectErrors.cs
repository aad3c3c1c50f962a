using Portal.Problems;

namespace Portal.Projects;

public static class ProjectErrors
{
    public static readonly Error InvalidName = new(
        "project.invalid-name",
        ErrorKind.Invalid,
        "Project names have 1 to 63 of a-z, 0-9 and -, begin with a letter or digit, and are not reserved"
    );

    public static readonly Error InvalidTitle = new(
        "project.invalid-title",
        ErrorKind.Invalid,
        "A project's title has 1 to 200 characters on one line"
    );

    public static readonly Error NameTaken = new(
        "project.name-taken",
        ErrorKind.Conflict,
        "A project has this name"
    );

    public static readonly Error NotFound = new(
        "project.not-found",
        ErrorKind.NotFound,
        "No project has this name"
    );

    public static readonly Error NotAMember = new(
        "project.not-a-member",
        ErrorKind.NotFound,
        "This account or robot is no member of the project"
    );

    public static readonly Error InvalidRole = new(
        "project.invalid-role",
        ErrorKind.Invalid,
        "A member is a project-maintainer or a project-uploader"
    );

    public static readonly Error InvalidReason = new(
        "project.invalid-reason",
        ErrorKind.Invalid,
        "A reason has 1 to 2000 characters"
    );

    public static readonly Error NoSuchRequest = new(
        "project.no-such-request",
        ErrorKind.NotFound,
        "No request of yours has this id"
    );

    public static readonly Error TooManyRequests = new(
        "project.too-many-requests",
        ErrorKind.Conflict,
        "An account has at most 5 requests that wait for an answer"
    );

    public static readonly Error Requested = new(
        "project.requested",
        ErrorKind.Conflict,
        "You have asked for this project already"
    );

    public static readonly Error Answered = new(
        "project.request-answered",
        ErrorKind.Conflict,
        "The request was answered, or taken back, already"
    );
}
