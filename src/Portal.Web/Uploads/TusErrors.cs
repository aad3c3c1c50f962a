using Portal.Problems;
using Portal.Protocol.Uploads;

namespace Portal.Uploads;

/// <summary>What can be wrong with a request by tus before the upload is looked at.</summary>
internal static class TusErrors
{
    public static readonly Error Version = new(
        "upload.tus-version",
        ErrorKind.PreconditionFailed,
        $"Uploads speak tus {Tus.Version}: say so in the header {Tus.ResumableHeader}"
    );

    public static readonly Error Header = new(
        "upload.invalid-header",
        ErrorKind.Invalid,
        "A header that tus has for uploads is missing or cannot be read"
    );

    public static readonly Error Extension = new(
        "upload.unknown-extension",
        ErrorKind.Invalid,
        "The request needs an extension of tus that this portal does not have"
    );
}
