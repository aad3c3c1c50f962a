using Portal.Problems;

namespace Portal.Updates;

public static class UpdateErrors
{
    public static readonly Error NoSuchRole = new(
        "update.no-such-role",
        ErrorKind.NotFound,
        "The update repository has no such role"
    );

    public static readonly Error NothingWaits = new(
        "update.nothing-waits",
        ErrorKind.NotFound,
        "No metadata of this role waits for signatures"
    );

    public static readonly Error Refused = new(
        "update.signatures-refused",
        ErrorKind.Unprocessable,
        "The file is not what waits for signatures, or no key of the role has signed it"
    );

    public static readonly Error KeysInvalid = new(
        "update.keys-invalid",
        ErrorKind.Unprocessable,
        "These keys cannot sign for the role, for the reasons listed as findings"
    );

    public static readonly Error NoSuchFile = new(
        "update.no-such-file",
        ErrorKind.NotFound,
        "The update repository has no such file"
    );

    public static readonly Error PublishingFailed = new(
        "update.publishing-failed",
        ErrorKind.Internal,
        "The update repository could not be published"
    );
}
