using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Mirrors;

/// <summary>Trees of plain files that hosts are served from.</summary>
internal static class MirrorCommands
{
    public static Command Build(Host host) =>
        new(
            "mirror",
            "A mirror of a portal, as plain files that any web server serves, or in one file to carry.\n\n"
                + "Needs no account. What is taken in was verified as a host verifies it."
        )
        {
            SyncCommand.Build(host),
            BundleCommand.Build(host),
        };
}
