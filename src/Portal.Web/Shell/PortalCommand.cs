using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;
using Portal.Backups;
using Portal.Health;
using Portal.Mirrors;

namespace Portal.Shell;

/// <summary>
/// The command line of the program: without a verb it serves; the verbs are for whoever operates it. Settings stand among
/// the arguments as <c>--Blobs:Path=/srv/blobs</c>: a name with a capital, which no option has,
/// or <c>urls</c>.
/// </summary>
internal static partial class PortalCommand
{
    /// <summary>The command line itself makes no sense.</summary>
    public const int Usage = 2;

    private const string Name = "portal";

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (IsToServe(args))
        {
            return await StartUp.ReportAsync(() => ServeAsync(args, output), errors);
        }

        var settings = Array.FindAll(args, a => Setting().IsMatch(a));
        var parsed = Build(settings, output).Parse(Array.FindAll(args, a => !Setting().IsMatch(a)));
        if (parsed.Action is ParseErrorAction)
        {
            await errors.WriteLineAsync(
                $"{string.Join(" ", parsed.Errors.Select(e => e.Message.TrimEnd()).Distinct(StringComparer.Ordinal))} See '{Name} --help'."
            );
            return Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            // Room to remove what is half made after Ctrl-C.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        return await StartUp.ReportAsync(() => parsed.InvokeAsync(configuration), errors);
    }

    private static bool IsToServe(string[] args) =>
        args is []
        || (
            args[0].StartsWith("--", StringComparison.Ordinal)
            && args[0] is not ("--help" or "--version")
            && !args.Any(a => a is "backup" or "restore" or "export" or "doctor")
        );

    private static async Task ServeAsync(string[] args, TextWriter output)
    {
        await using var portal = PortalApp.Create(args, output);
        await portal.StartAsync();
        await portal.WaitForShutdownAsync();
    }

    private static RootCommand Build(string[] settings, TextWriter output)
    {
        var root = new RootCommand(
            """
            Guest Tools Portal. Without a command it serves.

            Settings come from the environment, appsettings.json beside the program and arguments such as
            --PORTAL_DATA=/var/lib/portal; docs/operations.md lists them. Exit codes: 0 well, 1 failed, 2 the
            command line makes no sense, 3 done, but something needs attention.
            """
        )
        {
            HelpName = Name,
        };
        root.Subcommands.Add(BackupCommands.Backup(settings, output));
        root.Subcommands.Add(BackupCommands.Restore(settings, output));
        root.Subcommands.Add(ExportCommand.Build(settings, output));
        root.Subcommands.Add(DoctorCommand.Build(settings, output));
        return root;
    }

    [GeneratedRegex(@"\A--(?:urls|[A-Za-z_]*[A-Z][A-Za-z0-9_:.]*)=")]
    private static partial Regex Setting();
}
