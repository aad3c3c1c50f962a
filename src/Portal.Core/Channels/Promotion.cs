namespace Portal.Channels;

/// <summary>One change of a channel, kept for good: its history, and what undo goes back by.</summary>
public sealed class Promotion
{
    public const int CommentLength = 1000;

    private Promotion() { }

    public required Guid ChannelId { get; init; }

    /// <summary>The revision of the channel that it made.</summary>
    public required long Number { get; init; }

    /// <summary>One of <c>ChannelActions</c>.</summary>
    public required string Action { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public string? Comment { get; private init; }

    /// <summary>What the channel pointed to before; null for nothing.</summary>
    public Guid? FromId { get; private init; }

    public string? From { get; private init; }

    /// <summary>What it pointed to after.</summary>
    public Guid? ToId { get; private init; }

    public string? To { get; private init; }

    /// <summary>How far it was let out after, 0 to 100.</summary>
    public int Percent { get; private init; }

    public DateTimeOffset? Due { get; private init; }

    /// <param name="channel">As it is after.</param>
    /// <param name="from">What it pointed to before.</param>
    internal static Promotion Of(
        Channel channel,
        string action,
        (Guid? Id, string? Version) from,
        string? comment,
        string by,
        DateTimeOffset now
    ) =>
        new()
        {
            ChannelId = channel.Id,
            Number = channel.Revision,
            Action = action,
            At = now,
            By = by,
            Comment = comment,
            FromId = from.Id,
            From = from.Version,
            ToId = channel.ReleaseId,
            To = channel.Version,
            Percent = channel.Percent,
            Due = channel.Due,
        };
}
