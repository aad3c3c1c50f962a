using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;

namespace Portal.Cli.Releases;

/// <summary>Has the image of a failed release made again.</summary>
internal static class RerunCommand
{
    public static Command Build(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var version = Parsing.ReleaseVersion("The version of the release");
        var wait = ReleaseWait.Option();
        return new Command("rerun", "Begin the job of a failed release again.")
        {
            product,
            version,
            wait,
        }
            .WithExamples("gtp release rerun guest-tools 2026.03 --wait")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var release = await client.Releases.RerunAsync(
                        invocation.Get(product),
                        invocation.Get(version),
                        cancellationToken
                    );
                    return await ReleaseWait.ShowAsync(
                        invocation,
                        client,
                        release,
                        invocation.Get(wait),
                        cancellationToken
                    );
                }
            );
    }
}
