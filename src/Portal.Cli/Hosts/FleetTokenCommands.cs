using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Hosts;

namespace Portal.Cli.Hosts;

/// <summary>Fleet tokens, which hosts enrol by: made, listed, revoked by whoever maintains a product or a distro.</summary>
internal static class FleetTokenCommands
{
    public static Command Build(Host host) =>
        new(
            "token",
            "Make, list and revoke fleet tokens, by which hosts enrol. For who maintains a product or a distro; needs an account."
        )
        {
            Create(host),
            List(host),
            Revoke(host),
        };

    private static Command Create(Host host)
    {
        var product = Product();
        var name = new Argument<string>("NAME") { Description = "What it is for, 1-80 characters" };
        var days = Parsing.TokenDays();
        var distro = new Option<string?>("--distro")
        {
            Description =
                "For hosts on channels of this distro alone (default: on any of the product)",
            HelpName = "DISTRO",
        };
        return new Command(
            "create",
            "Make a fleet token. It is printed once, alone on standard output, and kept nowhere. It can enrol hosts, and nothing else."
        )
        {
            product,
            name,
            days,
            distro,
        }
            .WithExamples(
                """
                gtp host token create guest-tools "rack 4" --days 7 > fleet.token
                gtp host token create guest-tools "debian hosts" --distro debian
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var made = await client.Hosts.CreateTokenAsync(
                        invocation.Get(product),
                        new FleetTokenCreateWire(
                            invocation.Get(name),
                            invocation.Get(days),
                            invocation.Get(distro)
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Note(
                        $"Fleet token {made.Details.Id} of {made.Details.Distro ?? made.Details.Product}, valid until {Texts.Time(made.Details.ExpiresAt)}. It is shown this once:"
                    );
                    invocation.Screen.Result(made, screen => screen.Line(made.Token));
                }
            );
    }

    private static Command List(Host host)
    {
        var product = Product();
        return new Command(
            "list",
            "List the fleet tokens of a product, without their secrets, and how many hosts came by each."
        )
        {
            product,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var tokens = await client
                    .Hosts.TokensAsync(invocation.Get(product), cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<FleetTokenWire>(tokens, null),
                    screen =>
                        screen.Table(
                            ["ID", "NAME", "DISTRO", "BY", "HOSTS", "EXPIRES", "REVOKED"],
                            [
                                .. tokens.Select(token =>
                                    (IReadOnlyList<string?>)
                                        [
                                            token.Id,
                                            token.Name,
                                            token.Distro,
                                            token.CreatedBy,
                                            $"{token.Hosts}",
                                            Texts.Time(token.ExpiresAt),
                                            Texts.Time(token.RevokedAt),
                                        ]
                                ),
                            ]
                        )
                );
            }
        );
    }

    private static Command Revoke(Host host)
    {
        var product = Product();
        var id = new Argument<string>("ID") { Description = "As 'gtp host token list' shows it" };
        var hosts = new Option<bool>("--hosts")
        {
            Description = "Forget the hosts that came by it as well, for a token that leaked",
        };
        return new Command(
            "revoke",
            "Make a fleet token worthless at once. Hosts that are enrolled go on, unless --hosts is given."
        )
        {
            product,
            id,
            hosts,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var token = invocation.Get(id);
                await client.Hosts.RevokeTokenAsync(
                    invocation.Get(product),
                    token,
                    invocation.Get(hosts),
                    cancellationToken
                );
                invocation.Screen.Result(
                    new DoneDocument("revoked", token),
                    screen => screen.Line($"Revoked {token}.")
                );
            }
        );
    }

    private static Argument<string> Product() =>
        Parsing.Name("product", "The product that the hosts follow");
}
