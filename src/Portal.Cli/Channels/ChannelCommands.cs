using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Client;

namespace Portal.Cli.Channels;

/// <summary>Channels: what is pinned, promoted, held back.</summary>
internal static class ChannelCommands
{
    public static Command Build(Host host) =>
        new(
            "channel",
            "Channels: names that point to one release, moved when somebody decides so.\n\n"
                + "A product's own channels are candidate, testing and stable; others belong to a distro, whose maintainers "
                + "alone promote them. Whatever changes a channel needs --comment, which everybody reads in its history."
        )
        {
            ChannelQueries.List(host),
            ChannelQueries.Show(host),
            ChannelQueries.History(host),
            CreateCommand.Build(host),
            PromoteCommand.Build(host),
            DeedCommands.Build(
                host,
                ChannelActions.Undo,
                "Point back to the release before, let out to all at once.",
                "gtp channel undo guest-tools stable --comment \"loses static addresses\""
            ),
            DeedCommands.Build(
                host,
                ChannelActions.Pause,
                "Hold the rollout: nobody takes the release until it is resumed.",
                "gtp channel pause guest-tools stable --comment \"looking at a report\""
            ),
            DeedCommands.Build(
                host,
                ChannelActions.Resume,
                "Go on with a rollout that was paused or halted.",
                "gtp channel resume guest-tools stable --comment \"it was the network\""
            ),
            DeedCommands.Build(
                host,
                ChannelActions.Halt,
                "Stop the rollout because something is wrong: everybody is handed the release before.",
                "gtp channel halt guest-tools stable --comment \"guests do not boot\""
            ),
            DeedCommands.Build(
                host,
                ChannelActions.Rollback,
                "Send hosts that have the release back to the one before.",
                "gtp channel rollback guest-tools stable --comment \"guests do not boot\""
            ),
            DeedCommands.Build(
                host,
                ChannelActions.Retire,
                "End a channel for good: its files answer 410, its name is not used again.",
                "gtp channel retire guest-tools debian-10 --comment \"end of life\""
            ),
        };

    public static Argument<string> ChannelArgument() =>
        Parsing.Checked(
            "channel",
            "The channel's name",
            Names.IsChannelName,
            "is not a channel: it begins with a letter and has 1-63 of a-z 0-9 -, and is not reserved."
        );

    public static Option<string> CommentOption() =>
        new("--comment")
        {
            Description = "Why, kept in the history and shown to everybody",
            HelpName = "TEXT",
            Required = true,
        };

    /// <summary>A line for people after a change.</summary>
    public static void Told(Screen screen, ChannelWire channel)
    {
        var name = $"{channel.Product}/{channel.Name}";
        screen.Line(
            channel.State == ChannelStates.Retired ? $"{name} is retired."
            : channel.Release is not { } release ? $"{name} points to nothing yet."
            : $"{name} points to {release.Version}, {Rollout(channel)}."
        );
        foreach (var warning in channel.Warnings)
        {
            screen.Note($"Warning: {warning}");
        }

        if (channel is { Release: { } pointed, HandedOut: var handed } && handed != pointed)
        {
            screen.Note(
                handed is null
                    ? $"Nothing is handed out to clients that have only gpgv until {pointed.Version} is let out to all."
                    : $"Clients that have only gpgv are handed {handed.Version} until {pointed.Version} is let out to all."
            );
        }
    }

    /// <summary>The same, and who has to sign before hosts are told.</summary>
    public static void Told(Screen screen, TaggedChannel changed)
    {
        var channel = changed.Channel;
        Told(screen, channel);
        if (changed.AwaitsSignatures)
        {
            screen.Note(
                $"Hosts are told when it is signed: gtp keys export {channel.Name}.{channel.Product}"
            );
        }
    }

    /// <summary><c>let out to 25 %</c>, <c>halted at 25 %: REASON</c></summary>
    public static string Rollout(ChannelWire channel) =>
        channel.Rollout is not { } rollout ? "not let out"
        : rollout.State == RolloutStates.Running
            ? rollout.Percent == 100 ? "let out to all"
                : $"let out to {rollout.Percent} %"
        : $"{rollout.State} at {rollout.Percent} %{(rollout.Reason is null ? "" : $": {rollout.Reason}")}";
}
