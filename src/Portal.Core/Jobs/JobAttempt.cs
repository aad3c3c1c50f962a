using System.Text.Json;
using Portal.Data;

namespace Portal.Jobs;

/// <summary>
/// One time that a job was begun: where, when, how far it came and how it ended. Kept for good, so that what happened can
/// be told long after it was mended.
/// </summary>
public sealed class JobAttempt : IUnauditedRow
{
    public const int NodeLength = 100;
    public const int ErrorLength = 2000;

    private JobAttempt() { }

    public Guid Id { get; private init; }

    /// <summary>As <see cref="IWorkSource.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The row whose work it was.</summary>
    public required Guid Subject { get; init; }

    /// <summary>From 1, over the whole life of the subject.</summary>
    public required int Number { get; init; }

    /// <summary>The machine that did it, as <see cref="JobOptions.Node"/> calls it.</summary>
    public required string Node { get; init; }

    /// <summary>Under which the log has what happened: 32 hexadecimal digits.</summary>
    public required string Trace { get; init; }

    /// <summary>Since when it was due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs, and of one that was killed until the next begins.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>One of <see cref="AttemptOutcomes"/>.</summary>
    public string Outcome { get; private set; } = AttemptOutcomes.Running;

    /// <summary>A stable code of what went wrong; null while nothing did.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>What went wrong, for everybody.</summary>
    public string? Error { get; private set; }

    /// <summary>The same with what only those who run the portal should see, such as its paths.</summary>
    public string? ErrorDetail { get; private set; }

    /// <summary>JSON array of <see cref="JobStep"/>.</summary>
    internal string StepsText { get; private set; } = "[]";

    /// <summary>The steps it entered, in order.</summary>
    public IReadOnlyList<JobStep> Steps => JsonSerializer.Deserialize<List<JobStep>>(StepsText)!;

    /// <param name="trace">Of the activity at work; null: made from the attempt's id.</param>
    internal static JobAttempt Begin(
        string kind,
        Guid subject,
        int number,
        string node,
        string? trace,
        DateTimeOffset dueAt,
        DateTimeOffset now
    )
    {
        var id = Guid.CreateVersion7();
        return new()
        {
            Id = id,
            Kind = kind,
            Subject = subject,
            Number = number,
            Node = node,
            Trace = trace ?? id.ToString("N"),
            DueAt = dueAt,
            StartedAt = now,
        };
    }

    internal void Enter(string step, DateTimeOffset at) =>
        StepsText = JsonSerializer.Serialize(Steps.Append(new JobStep(step, at)));

    internal void End(string outcome, JobFailure? failure, DateTimeOffset at)
    {
        EndedAt = at;
        Outcome = outcome;
        (ErrorCode, Error, ErrorDetail) = failure is null
            ? (null, null, null)
            : (failure.Code, Cut(failure.Error), Cut(failure.Detail));
    }

    private static string? Cut(string? text) =>
        text is { Length: > ErrorLength } ? text[..(ErrorLength - 1)] + "…" : text;
}

/// <summary>A step that a job entered.</summary>
/// <param name="Name">Such as <c>assembling</c>.</param>
public sealed record JobStep(string Name, DateTimeOffset At);

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">Stable, as error codes are.</param>
/// <param name="Error">For everybody.</param>
/// <param name="Detail">With what only those who run the portal should see.</param>
public sealed record JobFailure(string Code, string Error, string? Detail);

/// <summary>How an attempt ended.</summary>
public static class AttemptOutcomes
{
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>The process was stopped or killed; that is no failure of the work, which goes on.</summary>
    public const string Interrupted = "interrupted";
}
