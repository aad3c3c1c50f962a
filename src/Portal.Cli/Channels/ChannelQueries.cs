using System.CommandLine;
using System.Globalization;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Channels;

namespace Portal.Cli.Channels;

/// <summary>Looks at channels.</summary>
internal static class ChannelQueries
{
    public static Command List(Host host)
    {
        var product = ProductCommands.ProductArgument();
        return new Command("list", "List the channels of a product, with what they point to.")
        {
            product,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var channels = await client
                    .Channels.ListAsync(invocation.Get(product), cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<ChannelWire>(channels, null),
                    screen =>
                        screen.Table(
                            ["CHANNEL", "POINTS TO", "STATE", "OWNER", "SINCE", "WARNING"],
                            [
                                .. channels.Select(channel =>
                                    (IReadOnlyList<string?>)
                                        [
                                            channel.Name,
                                            channel.Release?.Version,
                                            StateOf(channel),
                                            channel.Owner,
                                            Texts.Time(channel.Rollout?.Since),
                                            channel.Warnings.Count == 0
                                                ? null
                                                : channel.Warnings[0],
                                        ]
                                ),
                            ]
                        )
                );
            }
        );
    }

    public static Command Show(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var channel = ChannelCommands.ChannelArgument();
        return new Command(
            "show",
            "Show a channel: pointer, rollout, what is handed out, settings, warnings."
        )
        {
            product,
            channel,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var found = await client.Channels.GetAsync(
                    invocation.Get(product),
                    invocation.Get(channel),
                    cancellationToken
                );
                invocation.Screen.Result(found.Channel, screen => Show(screen, found.Channel));
            }
        );
    }

    public static Command History(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var channel = ChannelCommands.ChannelArgument();
        return new Command(
            "history",
            "List what was done to a channel, newest first: who, when, why."
        )
        {
            product,
            channel,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var rows = await client
                    .Channels.HistoryAsync(
                        invocation.Get(product),
                        invocation.Get(channel),
                        cancellationToken
                    )
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<PromotionWire>(rows, null),
                    screen =>
                        screen.Table(
                            ["REVISION", "AT", "BY", "ACTION", "FROM", "TO", "PERCENT", "COMMENT"],
                            [
                                .. rows.Select(row =>
                                    (IReadOnlyList<string?>)
                                        [
                                            row.Number.ToString(CultureInfo.InvariantCulture),
                                            Texts.Time(row.At),
                                            row.By,
                                            row.Action,
                                            row.From,
                                            row.To,
                                            row.To is null
                                                ? null
                                                : row.Percent.ToString(
                                                    CultureInfo.InvariantCulture
                                                ),
                                            Texts.FirstLine(row.Comment),
                                        ]
                                ),
                            ]
                        )
                );
            }
        );
    }

    private static string StateOf(ChannelWire channel) =>
        channel.State == ChannelStates.Live
            ? ChannelCommands.Rollout(channel).Split(':')[0]
            : channel.State;

    private static void Show(Screen screen, ChannelWire channel)
    {
        screen.Fields(
            ("channel", $"{channel.Product}/{channel.Name}"),
            ("state", channel.State),
            ("owner", channel.Owner),
            ("revision", channel.Revision.ToString(CultureInfo.InvariantCulture)),
            ("points to", channel.Release?.Version ?? "nothing yet"),
            ("sha256", channel.Release?.Sha256.Hex),
            ("size", channel.Release is { } release ? Texts.Bytes(release.Length) : null),
            ("rollout", channel.Rollout is null ? null : ChannelCommands.Rollout(channel)),
            ("since", Texts.Time(channel.Rollout?.Since)),
            ("due", Texts.Time(channel.Rollout?.Due)),
            ("previous", channel.Previous?.Version),
            ("handed out", channel.HandedOut?.Version ?? "nothing"),
            ("signed until", Texts.Time(channel.SignedPointer?.ValidUntil)),
            ("minimum", channel.Minimum),
            ("floor", channel.Floor),
            ("follows", channel.Follows)
        );
        foreach (var warning in channel.Warnings)
        {
            screen.Line($"warning: {warning}");
        }
    }
}
