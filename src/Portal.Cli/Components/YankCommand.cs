using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol.Components;

namespace Portal.Cli.Components;

/// <summary>Takes a version out of what new releases are made from.</summary>
internal static class YankCommand
{
    public static Command Build(Host host)
    {
        var component = ComponentCommands.ComponentArgument();
        var version = Parsing.ComponentVersion("The version to yank");
        var reason = new Option<string>("--reason")
        {
            Description = "Why, shown to everybody",
            HelpName = "TEXT",
            Required = true,
        };
        return new Command(
            "yank",
            "Keep a version out of new releases. Releases that hold it stay as they are and show a warning."
        )
        {
            component,
            version,
            reason,
        }
            .WithExamples("gtp component yank qemu-guest-agent 7.2 --reason \"CVE-2026-1234\"")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var yanked = await client.Components.YankAsync(
                        invocation.Get(component),
                        invocation.Get(version),
                        new YankRequestWire(invocation.Get(reason)!),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        yanked,
                        screen => screen.Line($"Yanked {yanked.Component} {yanked.Version}.")
                    );
                }
            );
    }
}
