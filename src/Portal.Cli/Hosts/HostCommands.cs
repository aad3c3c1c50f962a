using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Hosts;

/// <summary>A hypervisor host that keeps its guest tools current.</summary>
internal static class HostCommands
{
    public static Command Build(Host host) =>
        new(
            "host",
            "This hypervisor host: follow a channel, verify, fetch what changed, keep the ISO current.\n\n"
                + "Needs no account. What the network says is believed only as far as the keys that signed it."
        )
        {
            HostInit.Build(host),
            HostQueries.Status(host),
            HostQueries.Check(host),
            HostChanges.Update(host),
            HostChanges.Rollback(host),
            HostChanges.Pin(host),
            TimerCommand.Build(host),
            EnrollCommand.Build(host),
            ReportCommand.Build(host),
            FleetTokenCommands.Build(host),
        };
}
