using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Problems;

namespace Portal.Shell;

public static class ErrorProblems
{
    /// <summary>
    /// The error as an RFC 9457 document in the shape of <see cref="Protocol.Problems.ProblemWire"/>. Every field is given
    /// here, so that a problem looks the same wherever it comes from.
    /// </summary>
    public static ProblemHttpResult ToProblem(this Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var problem = new ProblemDetails
        {
            Type = $"/errors#{error.Code}",
            Title = error.Title,
            Status = error.Kind.ToStatus(),
            Detail = error.Detail,
        };
        problem.Extensions["code"] = error.Code;
        if (Activity.Current is { } activity)
        {
            problem.Extensions["traceId"] = activity.TraceId.ToString();
        }

        if (error.Findings is { Count: > 0 } findings)
        {
            problem.Extensions["findings"] = findings;
        }

        return TypedResults.Problem(problem);
    }

    public static int ToStatus(this ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => StatusCodes.Status400BadRequest,
            ErrorKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
            ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
            ErrorKind.NotFound => StatusCodes.Status404NotFound,
            ErrorKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            ErrorKind.Conflict => StatusCodes.Status409Conflict,
            ErrorKind.Gone => StatusCodes.Status410Gone,
            ErrorKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
            ErrorKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
            ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            ErrorKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
            ErrorKind.Locked => StatusCodes.Status423Locked,
            ErrorKind.ChecksumMismatch => 460,
            ErrorKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
            ErrorKind.Internal => StatusCodes.Status500InternalServerError,
            ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            ErrorKind.InsufficientStorage => StatusCodes.Status507InsufficientStorage,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
