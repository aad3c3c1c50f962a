using Portal.Packaging.Versions;
using Portal.Parts;
using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>What pages and feeds say of a channel, in words.</summary>
public static class ChannelText
{
    /// <summary>What was done: <c>4.2 → 4.3 at 5 %</c>.</summary>
    public static string Deed(Promotion promotion)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        var to = promotion.To;
        return promotion.Action switch
        {
            ChannelActions.Promote =>
                $"{promotion.From ?? "nothing"} → {to} at {promotion.Percent} %",
            ChannelActions.LetOut => $"{to} to {promotion.Percent} %",
            ChannelActions.Undo => $"{promotion.From} → {to}, undone",
            ChannelActions.Pause => $"{to} paused at {promotion.Percent} %",
            ChannelActions.Resume => $"{to} resumed at {promotion.Percent} %",
            ChannelActions.Halt => $"{to} halted at {promotion.Percent} %",
            ChannelActions.Rollback => $"{to} rolled back",
            ChannelActions.Settings => "settings changed",
            ChannelActions.Retire => "retired",
            _ => "made",
        };
    }

    /// <summary>By Debian's order.</summary>
    public static bool IsNewer(string version, string than) =>
        ComponentVersionNumber.TotalOrder.Compare(
            ComponentVersionNumber.Parse(version),
            ComponentVersionNumber.Parse(than)
        ) > 0;

    /// <summary>How it stands, in a word or two.</summary>
    public static (Tone Tone, string? Icon, string Text) State(ChannelView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var channel = view.Channel;
        return channel switch
        {
            { State: ChannelStates.Retired } => (Tone.Idle, "off", "Retired"),
            { State: ChannelStates.AwaitingDelegation } => (Tone.Idle, null, "Awaiting delegation"),
            { ReleaseId: null } => (Tone.Idle, null, "Points to nothing yet"),
            _ when view.IsWithdrawn => (Tone.Bad, "off", "Points to a withdrawn release"),
            { Rollout: RolloutStates.Halted } => (Tone.Bad, null, "Halted"),
            { Rollout: RolloutStates.RolledBack } => (Tone.Bad, "undo", "Rolled back"),
            { Rollout: RolloutStates.Paused } => (
                Tone.Warn,
                null,
                $"Paused at {channel.Percent} %"
            ),
            _ when view.Warnings.Count > 0 => (Tone.Warn, null, "Holds a yanked component"),
            { Percent: 100 } => (Tone.Ok, null, "Let out to all"),
            _ => (Tone.Run, "part", $"{channel.Percent} % let out"),
        };
    }
}
