using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Portal.Problems;
using Portal.Protocol.Problems;

namespace Portal.Shell;

/// <summary>
/// The one place where an exception becomes an answer: what the request did wrong is told in full, anything else is logged
/// with its trace id and answered without a detail.
/// </summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer; an upload that broke off ends here.
            return true;
        }

        var error = exception is BadHttpRequestException bad ? Explain(bad) : null;
        if (error is null)
        {
            Log.Failed(
                log,
                exception,
                httpContext.Request.Method,
                httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName,
                Activity.Current?.TraceId.ToString()
            );
            error = RequestErrors.Internal;
        }

        await error.AnswerAsync(httpContext);
        return true;
    }

    private static Error Explain(BadHttpRequestException exception) =>
        exception.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => RequestErrors.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => RequestErrors.UnsupportedMediaType,
            _ => exception.InnerException switch
            {
                JsonException json => RequestErrors
                    .InvalidJson.With(Sentence(json))
                    .With([ToFinding(json)]),
                // The framework's own binder has no types for its words; what is left is the server's on a broken message.
                _ when exception.Message.Contains("body", StringComparison.Ordinal)
                        && exception.Message.Contains("parameter", StringComparison.Ordinal) =>
                    RequestErrors.InvalidJson.With("The body is missing."),
                _ when exception.Message.Contains("parameter", StringComparison.Ordinal) =>
                    RequestErrors.InvalidParameter.With(exception.Message),
                _ => RequestErrors.Malformed.With(exception.Message),
            },
        };

    private static Finding ToFinding(JsonException exception) =>
        new(
            RequestErrors.InvalidJson.Code,
            Sentence(exception),
            exception.Path,
            exception.LineNumber is { } line ? (int)line + 1 : null
        );

    /// <summary>What is wrong in the sender's words; the serializer's own message names our types.</summary>
    private static string Sentence(JsonException exception)
    {
        var message = exception.Message;
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return $"There is no field {exception.Path} here.";
        }

        if (message.Contains("missing required", StringComparison.Ordinal))
        {
            var names = message[(message.LastIndexOf(':') + 1)..].Trim(' ', '.');
            return $"The body lacks {names}.";
        }

        return exception.Path is null or "$"
            ? "The body cannot be read as JSON."
            : $"The value of {exception.Path} cannot be read.";
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "{Method} {Endpoint} failed, trace {TraceId}")]
        public static partial void Failed(
            ILogger logger,
            Exception exception,
            string method,
            string? endpoint,
            string? traceId
        );
    }
}
