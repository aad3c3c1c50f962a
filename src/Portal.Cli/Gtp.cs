using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Portal.Cli.Access;
using Portal.Cli.Administration;
using Portal.Cli.Advisories;
using Portal.Cli.Channels;
using Portal.Cli.Completion;
using Portal.Cli.Components;
using Portal.Cli.Hosts;
using Portal.Cli.Iso;
using Portal.Cli.Keys;
using Portal.Cli.Manual;
using Portal.Cli.Mirrors;
using Portal.Cli.Products;
using Portal.Cli.Projects;
using Portal.Cli.Releases;
using Portal.Cli.Session;
using Portal.Cli.Shell;
using Portal.Cli.Webhooks;

namespace Portal.Cli;

/// <summary>The command tree of gtp: its contents page.</summary>
internal static class Gtp
{
    public static RootCommand Build(Host host)
    {
        var root = new RootCommand(
            "Guest Tools Portal: upload components, make releases, verify and rebuild their signed ISOs."
        )
        {
            HelpName = "gtp",
        };
        root.Options.Add(GlobalOptions.Url);
        root.Options.Add(GlobalOptions.Json);
        root.Options.Add(GlobalOptions.InsecureHttp);

        root.Subcommands.Add(SessionCommands.Login(host));
        root.Subcommands.Add(SessionCommands.Logout(host));
        root.Subcommands.Add(SessionCommands.WhoAmI(host));
        root.Subcommands.Add(ProjectCommands.Build(host));
        root.Subcommands.Add(ComponentCommands.Build(host));
        root.Subcommands.Add(InstallerCommands.Build(host));
        root.Subcommands.Add(ProductCommands.Build(host));
        root.Subcommands.Add(ReleaseCommands.Build(host));
        root.Subcommands.Add(ChannelCommands.Build(host));
        root.Subcommands.Add(DistroCommands.Build(host));
        root.Subcommands.Add(WebhookCommands.Build(host));
        root.Subcommands.Add(AdvisoryCommands.Build(host));
        root.Subcommands.Add(KeyCommands.Build(host));
        root.Subcommands.Add(HostCommands.Build(host));
        root.Subcommands.Add(MirrorCommands.Build(host));
        root.Subcommands.Add(IsoCommands.Build(host));
        root.Subcommands.Add(TokenCommands.Build(host));
        root.Subcommands.Add(RobotCommands.Build(host));
        root.Subcommands.Add(AdministrationCommands.Build(host));
        root.Subcommands.Add(CompletionCommand.Build(host));
        root.Subcommands.Add(ManualCommand.Build(host));

        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
        }

        root.WithExamples(
            """
            gtp login --url https://tools.example.org
            gtp component init ./qemu-guest-agent
            gtp component push ./qemu-guest-agent --project qemu
            gtp release create guest-tools 2026.03 --wait
            gtp release verify guest-tools-2026.03.iso
            gtp channel promote guest-tools stable 2026.03 --comment "clean for a week"
            """
        );
        root.SplitDescriptions();
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        Host host,
        CancellationToken cancellationToken
    )
    {
        var parsed = Build(host).Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            // Room to remove temporary files after Ctrl-C.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
        };
        return parsed.Action is ParseErrorAction
            ? Misused(parsed, host)
            : await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static int Misused(ParseResult parsed, Host host)
    {
        var path = string.Join(
            ' ',
            parsed
                .CommandResult.Parents()
                .Append(parsed.CommandResult)
                .Select(result => result.Command is RootCommand ? "gtp" : result.Command.Name)
        );
        new Screen(host, parsed.GetValue(GlobalOptions.Json)).Failure(
            "cli.usage",
            $"{string.Join(" ", parsed.Errors.Select(error => error.Message.TrimEnd()).Distinct(StringComparer.Ordinal))} See '{path} --help'.",
            ExitCodes.Usage
        );
        return ExitCodes.Usage;
    }

    private static IEnumerable<System.CommandLine.Parsing.CommandResult> Parents(
        this System.CommandLine.Parsing.CommandResult result
    ) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent
            ? parent.Parents().Append(parent)
            : [];
}
