using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol.Releases;

namespace Portal.Cli.Releases;

/// <summary>Takes a release back.</summary>
internal static class WithdrawCommand
{
    public static Command Build(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var version = Parsing.ReleaseVersion("The version of the release");
        var reason = new Option<string>("--reason")
        {
            Description = "Why, shown to everybody",
            HelpName = "TEXT",
            Required = true,
        };
        var remove = new Option<bool>("--remove")
        {
            Description = "Law or malware: downloads end as well (administrators only)",
        };
        return new Command(
            "withdraw",
            "Take a release back: it can still be downloaded, with a warning, and is never newly installed."
        )
        {
            product,
            version,
            reason,
            remove,
        }
            .WithExamples(
                "gtp release withdraw guest-tools 2026.03 --reason \"loses network settings\""
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var release = await client.Releases.WithdrawAsync(
                        invocation.Get(product),
                        invocation.Get(version),
                        new WithdrawWire(invocation.Get(reason)!, invocation.Get(remove)),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        release,
                        screen =>
                            screen.Line($"{release.Product} {release.Version} is {release.State}.")
                    );
                }
            );
    }
}
