using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Access;

namespace Portal.Cli.Access;

/// <summary>Tokens: made, listed, revoked.</summary>
internal static class TokenCommands
{
    public static Command Build(Host host) =>
        new("token", "Make, list and revoke access tokens.")
        {
            Create(host),
            List(host),
            Revoke(host),
        };

    private static Command Create(Host host)
    {
        var name = new Argument<string>("NAME") { Description = "What it is for, 1-80 characters" };
        var grants = Grants.Option(
            "The part of your grants that it carries (default: all of them)"
        );
        var days = Parsing.TokenDays();
        var robot = new Option<string?>("--robot")
        {
            Description = "Make it for this robot instead of for you",
            HelpName = "ROBOT",
        };
        return new Command(
            "create",
            "Make a token. It is printed once, alone on standard output, and kept nowhere."
        )
        {
            name,
            grants,
            days,
            robot,
        }
            .WithExamples(
                """
                gtp token create "release builds" --grant release-manager:guest-tools --days 30
                gtp token create ci --robot qemu-ci --grant project-uploader:qemu > token.txt
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var made = await client.Access.CreateTokenAsync(
                        new TokenCreateWire(
                            invocation.Get(name),
                            Grants.Parse(invocation.Get(grants)),
                            invocation.Get(days),
                            invocation.Get(robot)
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Note(
                        $"Token {made.Details.Id} of {made.Details.Owner}, valid until {Texts.Time(made.Details.ExpiresAt)}, "
                            + $"grants {Grants.Text(made.Details.Grants)}. It is shown this once:"
                    );
                    invocation.Screen.Result(made, screen => screen.Line(made.Token));
                }
            );
    }

    private static Command List(Host host) =>
        new Command(
            "list",
            "List your tokens and those of your robots, without their secrets."
        ).Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var tokens = await client
                    .Access.TokensAsync(cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<TokenWire>(tokens, null),
                    screen =>
                        screen.Table(
                            ["ID", "NAME", "OWNER", "GRANTS", "EXPIRES", "LAST USED", "REVOKED"],
                            [
                                .. tokens.Select(token =>
                                    (IReadOnlyList<string?>)
                                        [
                                            token.Id,
                                            token.Name,
                                            token.Owner,
                                            Grants.Text(token.Grants),
                                            Texts.Time(token.ExpiresAt),
                                            Texts.Time(token.LastUsedAt),
                                            Texts.Time(token.RevokedAt),
                                        ]
                                ),
                            ]
                        )
                );
            }
        );

    private static Command Revoke(Host host)
    {
        var id = new Argument<string>("ID") { Description = "As 'gtp token list' shows it" };
        return new Command("revoke", "Make a token worthless at once.") { id }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var token = invocation.Get(id);
                await client.Access.RevokeTokenAsync(token, cancellationToken);
                invocation.Screen.Result(
                    new DoneDocument("revoked", token),
                    screen => screen.Line($"Revoked {token}.")
                );
            }
        );
    }
}
