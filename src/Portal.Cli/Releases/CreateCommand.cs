using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Cli.Releases;

/// <summary>Makes a release.</summary>
internal static class CreateCommand
{
    public static Command Build(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var version = Parsing.ReleaseVersion("The version of the release");
        var pins = new Option<string[]>("--pin")
        {
            Description = "Take exactly this version of a component; repeat it",
            HelpName = "NAME=VERSION",
        };
        pins.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (
                    token.Value.Split('=', 2) is not [var name, var number]
                    || !Names.IsName(name)
                    || !Names.IsComponentVersion(number)
                )
                {
                    result.AddError($"'{token.Value}' is not NAME=VERSION.");
                }
            }
        });
        var wait = ReleaseWait.Option();
        return new Command(
            "create",
            "Resolve a product's recipe to exact versions, freeze them, and have the image made.\n\n"
                + "The same command again shows the release that is there."
        )
        {
            product,
            version,
            pins,
            wait,
        }
            .WithExamples(
                """
                gtp release create guest-tools 2026.03 --wait
                gtp release create guest-tools 2026.04~rc1 --pin qemu-guest-agent=7.2.22-1
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var picks = (invocation.Get(pins) ?? [])
                        .Select(pin => pin.Split('=', 2))
                        .Select(pin => new ReleasePickWire(pin[0], pin[1]))
                        .ToList();
                    var release = await client.Releases.CreateAsync(
                        invocation.Get(product),
                        new ReleaseCreateWire(
                            invocation.Get(version),
                            picks.Count == 0 ? null : picks
                        ),
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
