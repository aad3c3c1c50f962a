using System.CommandLine;
using Portal.Cli.Access;
using Portal.Cli.Shell;
using Portal.Protocol.Access;

namespace Portal.Cli.Session;

/// <summary>Signing in and out.</summary>
internal static class SessionCommands
{
    public static Command Login(Host host)
    {
        var fromStandardInput = new Option<bool>("--token-stdin")
        {
            Description = "Read the token from standard input instead of asking for it",
        };
        var command = new Command(
            "login",
            "Check a token with a portal, store it, and use that portal from now on.\n\n"
                + "Make a token with 'gtp token create'. It is stored in "
                + "$XDG_CONFIG_HOME/gtp/config.json, readable for you alone."
        );
        command.Options.Add(fromStandardInput);
        return command
            .WithExamples(
                """
                gtp login --url https://tools.example.org
                gtp login --url http://127.0.0.1:8080 --token-stdin < token.txt
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var url = invocation.Address().Url;
                    var token = PortalAddress.CheckToken(
                        await TokenAsync(
                            invocation,
                            invocation.Get(fromStandardInput),
                            url,
                            cancellationToken
                        )
                    );
                    using var client = invocation.Connect(new PortalAddress(url, token));
                    var me = await client.Access.MeAsync(cancellationToken);

                    var store = new ConfigurationStore(host);
                    var tokens = new Dictionary<string, string>(
                        store.Read().Tokens,
                        StringComparer.Ordinal
                    )
                    {
                        [url.AbsoluteUri] = token,
                    };
                    store.Write(new ConfigurationFile(url.AbsoluteUri, tokens));
                    invocation.Screen.Result(
                        new SessionDocument(url, me),
                        screen => screen.Line($"Signed in to {url} as {me.Name}.")
                    );
                }
            );
    }

    public static Command Logout(Host host) =>
        new Command(
            "logout",
            "Forget the token of a portal. The token itself stays valid: see 'gtp token revoke'."
        ).Does(
            host,
            (invocation, _) =>
            {
                var url = invocation.Address().Url;
                var store = new ConfigurationStore(host);
                var stored = store.Read();
                var tokens = new Dictionary<string, string>(stored.Tokens, StringComparer.Ordinal);
                var known = tokens.Remove(url.AbsoluteUri);
                store.Write(
                    new ConfigurationFile(stored.Url == url.AbsoluteUri ? null : stored.Url, tokens)
                );
                invocation.Screen.Result(
                    new SessionDocument(url, null),
                    screen =>
                        screen.Line(
                            known ? $"Signed out of {url}." : $"Was not signed in to {url}."
                        )
                );
                return Task.CompletedTask;
            }
        );

    public static Command WhoAmI(Host host) =>
        new Command("whoami", "Show who the token belongs to and what it may do.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var me = await client.Access.MeAsync(cancellationToken);
                invocation.Screen.Result(
                    new SessionDocument(client.Url, me),
                    screen =>
                        screen.Fields(
                            ("name", me.Name),
                            ("kind", me.Kind),
                            ("portal", client.Url.AbsoluteUri),
                            ("grants", Grants.Text(me.Grants))
                        )
                );
            }
        );

    private static async Task<string> TokenAsync(
        Invocation invocation,
        bool fromStandardInput,
        Uri url,
        CancellationToken cancellationToken
    )
    {
        if (fromStandardInput)
        {
            return await SecretPrompt.ReadAsync(invocation.Host, cancellationToken);
        }

        return invocation.Host.InIsTerminal
            ? SecretPrompt.Ask(invocation.Host, $"Token for {url}: ")
            : throw CommandException.Usage(
                "There is no terminal to ask for the token: use --token-stdin."
            );
    }
}
