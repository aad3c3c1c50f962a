using Portal.Problems;

namespace Portal.Uploads;

public enum UploadEnd
{
    /// <summary>A new version.</summary>
    Created,

    /// <summary>The same content was published before.</summary>
    Existing,

    /// <summary>Nothing was published, and the same archive would be refused again.</summary>
    Refused,

    /// <summary>Nothing was published through no fault of the archive's: the portal may be asked to try again.</summary>
    Failed,
}

/// <summary>What became of an upload.</summary>
/// <param name="Component">What was published; null when nothing was. The same holds for <paramref name="Version"/>.</param>
/// <param name="Error">Why nothing was; otherwise null.</param>
public sealed record UploadOutcome(
    UploadEnd End,
    DateTimeOffset At,
    string? Component = null,
    string? Version = null,
    Error? Error = null
)
{
    /// <summary>Failures of the portal may pass; a refusal stands.</summary>
    internal static UploadOutcome Of(Error error, DateTimeOffset at) =>
        new(
            error.Kind
                is ErrorKind.Internal
                    or ErrorKind.Unavailable
                    or ErrorKind.InsufficientStorage
                ? UploadEnd.Failed
                : UploadEnd.Refused,
            at,
            Error: error
        );
}
