using Portal.Problems;

namespace Portal.Advisories;

public static class AdvisoryErrors
{
    public static readonly Error NotFound = new(
        "advisory.not-found",
        ErrorKind.NotFound,
        "The component has no advisory of this id"
    );

    public static readonly Error Invalid = new(
        "advisory.invalid",
        ErrorKind.Unprocessable,
        "What the advisory says breaks rules, listed as findings"
    );

    public static readonly Error IdTaken = new(
        "advisory.id-taken",
        ErrorKind.Conflict,
        "The component has an advisory of this id that says something else: change that one"
    );

    public static readonly Error TagMissing = new(
        "advisory.if-match-missing",
        ErrorKind.PreconditionRequired,
        "Who changes an advisory says in If-Match, by the entity tag of a GET, what they have looked at"
    );

    public static readonly Error Changed = new(
        "advisory.changed",
        ErrorKind.PreconditionFailed,
        "Somebody else changed the advisory in the meantime; look at it and try again"
    );

    public static readonly Error Withdrawn = new(
        "advisory.withdrawn",
        ErrorKind.Conflict,
        "The advisory was withdrawn, which is for good"
    );
}
