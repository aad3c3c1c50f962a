using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;

namespace Portal.Cli.Channels;

/// <summary>What is done to a channel with a comment and nothing else.</summary>
internal static class DeedCommands
{
    /// <param name="action">One of <c>ChannelActions</c>, and the command's name.</param>
    public static Command Build(Host host, string action, string summary, string example)
    {
        var product = ProductCommands.ProductArgument();
        var channel = ChannelCommands.ChannelArgument();
        var comment = ChannelCommands.CommentOption();
        return new Command(action, summary) { product, channel, comment }
            .WithExamples(example)
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var (name, of) = (invocation.Get(channel), invocation.Get(product));
                    var seen = await client.Channels.GetAsync(of, name, cancellationToken);
                    var changed = await client.Channels.DoAsync(
                        of,
                        name,
                        action,
                        new(invocation.Get(comment)),
                        seen.Tag,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        changed.Channel,
                        screen => ChannelCommands.Told(screen, changed)
                    );
                }
            );
    }
}
