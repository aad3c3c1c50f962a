using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Portal.Cli.Shell;

namespace Portal.Cli.Hosts;

/// <summary>Updates by themselves: a systemd timer, or a line for cron where there is no systemd.</summary>
internal static class TimerCommand
{
    private const string Unit = "gtp-host-update";
    private const string Units = "/etc/systemd/system";

    public static Command Build(Host host)
    {
        var state = HostSession.StateOption();
        var print = new Option<bool>("--print")
        {
            Description = "Print what would be installed, and install nothing",
        };
        return new Command(
            "install-timer",
            "Update every hour, spread over the hour: a systemd timer, or the line for cron where there is no systemd."
        )
        {
            print,
            state,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var session = HostSession.Open(invocation, state);
                var command =
                    $"{Environment.ProcessPath} host update --state {session.Folder.FullPath}";
                var minute =
                    byte.Parse(
                        session.Settings.Id[..2],
                        NumberStyles.HexNumber,
                        CultureInfo.InvariantCulture
                    ) % 60;
                var cron = $"{minute} * * * * root {command}";
                if (invocation.Get(print) || !Directory.Exists("/run/systemd/system"))
                {
                    invocation.Screen.Result(
                        new TimerDocument(false, Service(command), Timer, cron),
                        screen =>
                        {
                            if (invocation.Get(print))
                            {
                                screen.Line($"# {Units}/{Unit}.service\n{Service(command)}");
                                screen.Line($"# {Units}/{Unit}.timer\n{Timer}");
                                screen.Line("# or without systemd, in /etc/cron.d/gtp-host");
                            }
                            else
                            {
                                screen.Note(
                                    "There is no systemd here. This line belongs in /etc/cron.d/gtp-host:"
                                );
                            }

                            screen.Line(cron);
                        }
                    );
                    return;
                }

                await File.WriteAllTextAsync(
                    $"{Units}/{Unit}.service",
                    Service(command),
                    cancellationToken
                );
                await File.WriteAllTextAsync($"{Units}/{Unit}.timer", Timer, cancellationToken);
                await RunAsync(["daemon-reload"], cancellationToken);
                await RunAsync(["enable", "--now", $"{Unit}.timer"], cancellationToken);
                invocation.Screen.Result(
                    new TimerDocument(true, Service(command), Timer, cron),
                    screen =>
                    {
                        screen.Line($"{Unit}.timer runs every hour.");
                        screen.Line(
                            $"Look: systemctl list-timers {Unit}.timer; journalctl -u {Unit}"
                        );
                    }
                );
            }
        );
    }

    /// <summary>The unit of the packages, run by this program on this folder.</summary>
    private static string Service(string command) =>
        string.Join(
            '\n',
            Text($"{Unit}.service")
                .Split('\n')
                .Where(line => !line.StartsWith("ConditionPathExists=", StringComparison.Ordinal))
                .Select(line =>
                    line.StartsWith("ExecStart=", StringComparison.Ordinal)
                        ? $"ExecStart={command}"
                        : line
                )
        );

    private static string Timer => Text($"{Unit}.timer");

    private static string Text(string name)
    {
        using var reader = new StreamReader(
            typeof(TimerCommand).Assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"gtp was built without {name}.")
        );
        return reader.ReadToEnd();
    }

    private static async Task RunAsync(
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var process =
            Process.Start(
                new ProcessStartInfo("systemctl", arguments) { RedirectStandardError = true }
            ) ?? throw new InvalidOperationException("systemctl did not start.");
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw CommandException.Failed(
                "cli.host.timer",
                $"systemctl {string.Join(' ', arguments)}: {errors.Trim()}"
            );
        }
    }
}
