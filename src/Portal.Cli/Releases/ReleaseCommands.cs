using System.CommandLine;
using Portal.Cli.Images;
using Portal.Cli.Shell;

namespace Portal.Cli.Releases;

/// <summary>Releases: made, looked at, checked, taken back.</summary>
internal static class ReleaseCommands
{
    public static Command Build(Host host) =>
        new("release", "Releases: make, follow, verify, rebuild and withdraw them.")
        {
            CreateCommand.Build(host),
            ReleaseQueries.List(host),
            ReleaseQueries.Show(host),
            VerifyCommand.Build(host),
            BuildCommand.Build(host),
            RerunCommand.Build(host),
            WithdrawCommand.Build(host),
        };
}
