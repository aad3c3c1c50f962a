using System.CommandLine;
using Portal.Cli.Session;
using Portal.Cli.Shell;
using Portal.Protocol.Client;

namespace Portal.Cli.Hosts;

/// <summary>Lets a host report: a fleet token becomes a key of its own.</summary>
internal static class EnrollCommand
{
    private const string TokenPrefix = "gtf_";

    public static Command Build(Host host)
    {
        var file = FileOption("--token-file");
        var stdin = StdinOption("--token-stdin");
        var state = HostSession.StateOption();
        var command = new Command(
            "enroll",
            "Let this host report to a portal: a fleet token becomes a key of this host alone.\n\n"
                + "The key is made here, and only its public half is sent. The token is needed this once. See what a report says with "
                + "'gtp host report --show'. Reports go to --url or GTP_URL, else to the first mirror."
        )
        {
            file,
            stdin,
            state,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is null == result.GetResult(stdin) is null)
            {
                result.AddError("Give --token-stdin or --token-file FILE.");
            }
        });
        return command
            .WithExamples(
                """
                gtp host enroll --url https://tools.example.org --token-stdin < fleet.token
                gtp host enroll --token-file /run/secrets/fleet.token
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var session = HostSession.Open(invocation, state);
                    using var hold = session.Folder.Lock();
                    var token = await TokenAsync(invocation, file, stdin, cancellationToken);
                    var portal = await RunAsync(
                        invocation,
                        session.Folder,
                        session.Settings,
                        token!,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        new DoneDocument("enrolled", portal.AbsoluteUri),
                        screen =>
                        {
                            screen.Line($"Reports to {portal} after each update.");
                            screen.Line(
                                "Look at what is sent: gtp host report --show. Turn it off: gtp host report --off"
                            );
                        }
                    );
                }
            );
    }

    public static Option<string?> FileOption(string name) =>
        new(name)
        {
            Description = "Read the fleet token from the first line of a file",
            HelpName = "FILE",
        };

    public static Option<bool> StdinOption(string name) =>
        new(name) { Description = "Read the fleet token from standard input" };

    /// <summary>The token; null where none is given.</summary>
    public static async Task<string?> TokenAsync(
        Invocation invocation,
        Option<string?> file,
        Option<bool> stdin,
        CancellationToken cancellationToken
    )
    {
        string? text = null;
        if (invocation.Get(file) is { } path)
        {
            text = (await File.ReadAllLinesAsync(path, cancellationToken)).FirstOrDefault() ?? "";
        }
        else if (invocation.Get(stdin))
        {
            text = await SecretPrompt.ReadAsync(invocation.Host, cancellationToken);
        }

        return text is null ? null
            : text.Trim().StartsWith(TokenPrefix, StringComparison.Ordinal)
                ? PortalAddress.CheckToken(text.Trim())
            : throw CommandException.Usage(
                $"That is no fleet token, which begins with {TokenPrefix}: make one with 'gtp host token create'."
            );
    }

    /// <summary>Can be run again whatever it was cut off in: the same key of the same host is enrolled once.</summary>
    /// <returns>Where reports go.</returns>
    public static async Task<Uri> RunAsync(
        Invocation invocation,
        HostFolder folder,
        HostSettings settings,
        string token,
        CancellationToken cancellationToken
    )
    {
        var portal = PortalOf(invocation, settings);
        var reports = new ReportFolder(folder);
        using var key = reports.OpenKey();
        using var client = invocation.Connect(new PortalAddress(portal, null));
        await client.Hosts.EnrollAsync(
            token,
            settings.Id,
            settings.Product,
            settings.Channel,
            key,
            cancellationToken
        );
        reports.Write(new ReportSettings(portal, IsOn: true, reports.Settings?.Last));
        return portal;
    }

    private static Uri PortalOf(Invocation invocation, HostSettings settings) =>
        (invocation.Get(GlobalOptions.Url) ?? invocation.Host.Variable("GTP_URL")) is { } text
            ? PortalAddress.Parse(text)
            : settings
                .Mirrors.Select(m => PortalClientOptions.TryParseUrl(m, out var url) ? url : null)
                .FirstOrDefault(url => url is not null)
                ?? throw CommandException.Usage(
                    "Which portal? The mirrors are folders: give --url or set GTP_URL."
                );
}
