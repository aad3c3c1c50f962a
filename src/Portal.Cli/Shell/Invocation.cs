using System.CommandLine;
using Portal.Cli.Session;
using Portal.Protocol.Client;

namespace Portal.Cli.Shell;

/// <summary>One run of one command: what was asked, and what it needs to answer.</summary>
internal sealed class Invocation(ParseResult parsed, Host host)
{
    public Host Host => host;

    public Screen Screen { get; } = new(host, parsed.GetValue(GlobalOptions.Json));

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>Null when the argument may be left out, and was.</summary>
    public T? Find<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>A command line for another command, with the options of this one that every command has but <c>--json</c>.</summary>
    public IReadOnlyList<string> Again(IEnumerable<string> arguments) =>
        [
            .. arguments,
            .. parsed.GetValue(GlobalOptions.Url) is { } url
                ? new[] { GlobalOptions.Url.Name, url.ToString() }
                : [],
            .. parsed.GetValue(GlobalOptions.InsecureHttp)
                ? new[] { GlobalOptions.InsecureHttp.Name }
                : [],
        ];

    /// <summary>The portal in force and its token: options before environment before what login stored.</summary>
    public PortalAddress Address() =>
        PortalAddress.Find(host, parsed.GetValue(GlobalOptions.Url), new ConfigurationStore(host));

    /// <summary>A client of the portal in force.</summary>
    public PortalClient Connect() => Connect(Address());

    /// <summary>The same, and a token must be there.</summary>
    public PortalClient ConnectSignedIn()
    {
        var address = Address();
        return address.Token is null
            ? throw new CommandException(
                ExitCodes.Forbidden,
                "cli.not-signed-in",
                $"Not signed in to {address.Url}. Use 'gtp login --url {address.Url}', or set GTP_TOKEN."
            )
            : Connect(address);
    }

    public PortalClient Connect(PortalAddress address) =>
        new(
            new PortalClientOptions
            {
                Url = address.Url,
                Token = address.Token,
                InsecureHttp = parsed.GetValue(GlobalOptions.InsecureHttp),
                Time = host.Time,
                Handler = host.Network,
            }
        );
}
