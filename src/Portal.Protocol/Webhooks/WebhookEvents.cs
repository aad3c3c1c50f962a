using Portal.Protocol.Channels;
using Portal.Protocol.Releases;

namespace Portal.Protocol.Webhooks;

/// <summary>What webhooks are told, as Standard Webhooks spells types: letters, digits and <c>_</c>, parted by dots.</summary>
public static class WebhookEvents
{
    /// <summary>Tries a webhook out; nothing has happened.</summary>
    public const string Ping = "webhook.ping";

    public const string Promoted = "channel.promoted";
    public const string LetOut = "channel.let_out";
    public const string Undone = "channel.undone";
    public const string Paused = "channel.paused";
    public const string Resumed = "channel.resumed";
    public const string Halted = "channel.halted";
    public const string RolledBack = "channel.rolled_back";
    public const string Retired = "channel.retired";
    public const string Withdrawn = "release.withdrawn";
    public const string Removed = "release.removed";

    /// <summary>Null for what nobody is told of: that a channel was made, and its settings.</summary>
    /// <param name="action">One of <see cref="ChannelActions"/>.</param>
    public static string? OfChannel(string action) =>
        action switch
        {
            ChannelActions.Promote => Promoted,
            ChannelActions.LetOut => LetOut,
            ChannelActions.Undo => Undone,
            ChannelActions.Pause => Paused,
            ChannelActions.Resume => Resumed,
            ChannelActions.Halt => Halted,
            ChannelActions.Rollback => RolledBack,
            ChannelActions.Retire => Retired,
            _ => null,
        };

    /// <summary>Null for what nobody is told of.</summary>
    /// <param name="state">One of <see cref="ReleaseStates"/>, which a release has come to.</param>
    public static string? OfRelease(string state) =>
        state switch
        {
            ReleaseStates.Withdrawn => Withdrawn,
            ReleaseStates.Removed => Removed,
            _ => null,
        };
}
