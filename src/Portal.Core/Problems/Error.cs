using Portal.Protocol.Problems;

namespace Portal.Problems;

/// <summary>What kind of failure an error is; the web ring turns it into an HTTP status, the job ring into retry or not.</summary>
public enum ErrorKind
{
    /// <summary>The input breaks a rule: 400.</summary>
    Invalid,

    /// <summary>The input was understood and its content breaks rules, one finding each: 422.</summary>
    Unprocessable,

    /// <summary>No valid credential: 401.</summary>
    Unauthenticated,

    /// <summary>The credential does not carry the role: 403.</summary>
    Forbidden,

    /// <summary>Nothing has this name: 404.</summary>
    NotFound,

    /// <summary>The address is known, the method is not: 405.</summary>
    MethodNotAllowed,

    /// <summary>What is there already forbids it: 409.</summary>
    Conflict,

    /// <summary>It was here and is gone for good: 410.</summary>
    Gone,

    /// <summary>A precondition header does not hold: 412.</summary>
    PreconditionFailed,

    /// <summary>A precondition header is missing: 428.</summary>
    PreconditionRequired,

    /// <summary>Larger than the portal takes: 413.</summary>
    TooLarge,

    /// <summary>A body of a kind that is not taken: 415.</summary>
    UnsupportedMediaType,

    /// <summary>Another request is at work on it: 423.</summary>
    Locked,

    /// <summary>A chunk of an upload is not what its checksum says: 460, which tus made for it.</summary>
    ChecksumMismatch,

    /// <summary>More than the caller's share: 429.</summary>
    TooManyRequests,

    /// <summary>Our own mistake: 500.</summary>
    Internal,

    /// <summary>Not now; the same request may succeed later: 503.</summary>
    Unavailable,

    /// <summary>The disk is nearly full: 507.</summary>
    InsufficientStorage,
}

/// <summary>An expected failure. The code is API: docs/errors.md lists every one and a test compares.</summary>
/// <param name="Code">Stable, lower case with a dot: <c>release.version-taken</c>.</param>
/// <param name="Title">The rule in a few words; the same for every occurrence.</param>
/// <param name="Detail">What happened this time; null when the title says it all.</param>
/// <param name="Findings">Every finding at once, where there can be many.</param>
/// <param name="Source">
/// The text whose lines the findings name, for whoever shows them and has not kept it; null when there is none. It is no
/// part of a problem document.
/// </param>
public sealed record Error(
    string Code,
    ErrorKind Kind,
    string Title,
    string? Detail = null,
    IReadOnlyList<Finding>? Findings = null,
    string? Source = null
)
{
    /// <summary>The same error with what happened this time.</summary>
    public Error With(string detail) => this with { Detail = detail };

    /// <summary>The same error with its findings.</summary>
    public Error With(IReadOnlyList<Finding> findings) => this with { Findings = findings };

    public override string ToString() => Detail is null ? $"{Code}: {Title}" : $"{Code}: {Detail}";
}
