using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Iso;

/// <summary>Images as files: made, read, checked and compared without a portal.</summary>
internal static class IsoCommands
{
    public static Command Build(Host host) =>
        new(
            "iso",
            "Make, read, check and compare ISO 9660 images, without a portal.\n\n"
                + "Any tool's images are read: by their Rock Ridge names, else Joliet's, else the bare ISO 9660 ones, or by "
                + "those that --namespace names. What does not print in a name is shown as \\u{001B}."
        )
        {
            BuildCommand.Build(host),
            ListCommand.Build(host),
            TreeCommand.Build(host),
            ExtractCommand.Build(host),
            InfoCommand.Build(host),
            VerifyCommand.Build(host),
            DiffCommand.Build(host),
        };
}
