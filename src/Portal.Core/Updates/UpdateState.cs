using Portal.Data;

namespace Portal.Updates;

/// <summary>
/// How far the update repository follows the channels: one row. What is published is the tree itself; the row says when
/// somebody has to look at it again, and what they saw last.
/// </summary>
public sealed class UpdateState : IUnauditedRow
{
    /// <summary>The one row's id, and the subject of its attempts.</summary>
    public static readonly Guid TheId = new("0b5e7f0e-7d11-4c8e-9a52-6f1f5c0a7e11");

    public const int ErrorLength = 2000;

    public Guid Id { get; private init; } = TheId;

    /// <summary>SHA-256 of what channels said when the tree was brought up to them last; null: never.</summary>
    public string? Seen { get; private set; }

    /// <summary>Not before this time it is looked at again, unless a channel changes.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>When something was published last; null: never.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>Ids of the private keys on the node that published last, parted by a space.</summary>
    public string HeldKeys { get; private set; } = "";

    /// <summary>Attempts that failed since the last one that did not.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last one failed, for everybody; null when it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>True when so many of these keys are on the node that publishes that nobody else has to sign.</summary>
    public bool Holds(IEnumerable<string> keyIds, int threshold) =>
        keyIds.Intersect(HeldKeys.Split(' '), StringComparer.Ordinal).Count() >= threshold;

    internal static UpdateState Begin(DateTimeOffset now) => new() { NextAt = now };

    internal void Schedule(DateTimeOffset now) => (NextAt, Failures, Error) = (now, 0, null);

    internal void Succeed(
        string seen,
        IEnumerable<string> held,
        DateTimeOffset? publishedAt,
        DateTimeOffset next
    )
    {
        (Seen, HeldKeys) = (seen, string.Join(' ', held));
        (PublishedAt, NextAt) = (publishedAt ?? PublishedAt, next);
        (Failures, Error) = (0, null);
    }

    internal void Fail(string error, DateTimeOffset next)
    {
        (Error, NextAt) = (error[..Math.Min(error.Length, ErrorLength)], next);
        Failures++;
    }
}
