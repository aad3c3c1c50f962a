using Portal.Problems;

namespace Portal.Shell;

/// <summary>What can be wrong with a request before any concept sees it.</summary>
internal static class RequestErrors
{
    public static readonly Error InvalidJson = new(
        "request.invalid-json",
        ErrorKind.Invalid,
        "The body is not the JSON that this address takes"
    );

    public static readonly Error InvalidParameter = new(
        "request.invalid-parameter",
        ErrorKind.Invalid,
        "A part of the address, the query or a header cannot be read"
    );

    public static readonly Error Malformed = new(
        "request.malformed",
        ErrorKind.Invalid,
        "The request is not well-formed HTTP"
    );

    public static readonly Error TooLarge = new(
        "request.too-large",
        ErrorKind.TooLarge,
        "The body is larger than this address takes"
    );

    public static readonly Error UnsupportedMediaType = new(
        "request.unsupported-media-type",
        ErrorKind.UnsupportedMediaType,
        "The body is of a media type that this address does not take"
    );

    public static readonly Error NoSuchRoute = new(
        "request.no-such-route",
        ErrorKind.NotFound,
        "Nothing answers at this address"
    );

    public static readonly Error MethodNotAllowed = new(
        "request.method-not-allowed",
        ErrorKind.MethodNotAllowed,
        "This address does not take this method"
    );

    public static readonly Error TooMany = new(
        "request.too-many",
        ErrorKind.TooManyRequests,
        "Too many requests: try again after the time in Retry-After"
    );

    public static readonly Error Internal = new(
        "internal",
        ErrorKind.Internal,
        "The portal failed; its log has the cause under the traceId"
    );
}
