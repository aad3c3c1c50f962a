using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol.Channels;

namespace Portal.Cli.Channels;

/// <summary>Makes a channel.</summary>
internal static class CreateCommand
{
    public static Command Build(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var channel = ChannelCommands.ChannelArgument();
        var owner = new Option<string?>("--owner")
        {
            Description = "The distro whose maintainers alone promote it",
            HelpName = "DISTRO",
        };
        var minimum = new Option<string?>("--minimum")
        {
            Description = "A release that hosts with an older one pass through first",
            HelpName = "VERSION",
        };
        var floor = new Option<string?>("--floor")
        {
            Description = "It never points to an older version than this",
            HelpName = "VERSION",
        };
        var follows = new Option<string?>("--follows")
        {
            Description = "A release has to have been on that channel before",
            HelpName = "CHANNEL",
        };
        return new Command(
            "create",
            "Make a channel: candidate, testing or stable, or with --owner one of a distro."
        )
        {
            product,
            channel,
            owner,
            minimum,
            floor,
            follows,
        }
            .WithExamples(
                """
                gtp channel create guest-tools stable --follows testing
                gtp channel create guest-tools debian-12 --owner debian --floor 4.0
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var made = await client.Channels.CreateAsync(
                        invocation.Get(product),
                        new ChannelCreateWire(
                            invocation.Get(channel),
                            invocation.Get(owner),
                            invocation.Get(minimum),
                            invocation.Get(floor),
                            invocation.Get(follows)
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        made.Channel,
                        screen => ChannelCommands.Told(screen, made.Channel)
                    );
                }
            );
    }
}
