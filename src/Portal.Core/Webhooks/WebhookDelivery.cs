using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Portal.Data;
using Portal.Protocol.Webhooks;

namespace Portal.Webhooks;

/// <summary>
/// One thing that a webhook is told: written in the transaction of what it tells, and sent by a job until the receiver has
/// taken it. It may be sent twice where the portal was killed in between; its id is the same then.
/// </summary>
public sealed class WebhookDelivery : IUnauditedRow
{
    public const int ErrorLength = 500;

    private const string IdPrefix = "msg_";

    /// <summary>Waits after the first failures; the last one after every further one. Each is drawn from 80 to 120 % of it.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
    ];

    private WebhookDelivery() { }

    /// <summary>What receivers know a message by, see <see cref="MessageId"/>.</summary>
    public Guid Id { get; private init; }

    public required Guid WebhookId { get; init; }

    /// <summary>
    /// From 1, in the order in which a webhook is told; given by <see cref="WebhookOutbox"/> in the transaction of what is
    /// told, hence in the order of the commits. 0 until then.
    /// </summary>
    public long Number { get; internal set; }

    /// <summary>One of <see cref="WebhookEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>JSON, as it is signed and sent.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A failure from here on is the last one.</summary>
    public DateTimeOffset GiveUpAt { get; private set; }

    /// <summary>All that were made; also the concurrency token.</summary>
    public int Attempts { get; private set; }

    /// <summary>Of them, those since it was last asked for: by these the waits grow.</summary>
    internal int Failures { get; private set; }

    /// <summary>Not before this time; meaningless once <see cref="EndedAt"/> is there.</summary>
    public DateTimeOffset NextAt { get; private set; }

    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Status of the last answer; null where there was none.</summary>
    public int? Status { get; private set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>When it was taken, or given up; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>One of <see cref="WebhookDeliveryStates"/>.</summary>
    public string State =>
        EndedAt is null ? WebhookDeliveryStates.Waiting
        : Error is null ? WebhookDeliveryStates.Delivered
        : WebhookDeliveryStates.GivenUp;

    /// <summary>What stands in the header <c>webhook-id</c>: <c>msg_</c> and 32 hexadecimal digits.</summary>
    public string MessageId => $"{IdPrefix}{Id:N}";

    /// <param name="text">A <see cref="MessageId"/>.</param>
    public static bool TryParseId([NotNullWhen(true)] string? text, out Guid id)
    {
        id = default;
        return text?.StartsWith(IdPrefix, StringComparison.Ordinal) == true
            && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "N", out id);
    }

    /// <param name="patience">How long it is tried; nothing: once.</param>
    internal static WebhookDelivery Of(
        Guid webhook,
        string what,
        string body,
        TimeSpan patience,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            WebhookId = webhook,
            Event = what,
            Body = body,
            CreatedAt = now,
            GiveUpAt = now + patience,
            NextAt = now,
        };

    internal void Succeed(int status, DateTimeOffset now)
    {
        Attempts++;
        (LastAt, Status, Error, EndedAt) = (now, status, null, now);
    }

    /// <summary>Tries again later, or gives up where its time is over.</summary>
    internal void Fail(int? status, string error, DateTimeOffset now)
    {
        Attempts++;
        (LastAt, Status) = (now, status);
        Error = error.Length > ErrorLength ? error[..(ErrorLength - 1)] + "…" : error;
        if (now >= GiveUpAt)
        {
            EndedAt = now;
            return;
        }

        // Receivers that were down together are not all asked again at the same moment.
        var share = RandomNumberGenerator.GetInt32(80, 121) / 100.0;
        NextAt = now + (Waits[Math.Min(Failures, Waits.Count - 1)] * share);
        Failures++;
    }

    /// <summary>
    /// Sends it at once: what waits keeps its place, what has ended comes after all that waits.
    /// </summary>
    internal void SendAgain(TimeSpan patience, DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            Number = 0;
        }

        (EndedAt, NextAt, GiveUpAt, Failures) = (null, now, now + patience, 0);
    }
}
