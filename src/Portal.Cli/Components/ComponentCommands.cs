using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Components;

/// <summary>Components: made, checked, packed, published, looked at.</summary>
internal static class ComponentCommands
{
    public static Command Build(Host host) =>
        new("component", "Components: make, check, pack, publish and look at them.")
        {
            InitCommand.Build(host),
            LintCommand.Build(host),
            SchemaCommand.Build(host),
            PackCommand.Build(host),
            PushCommand.Build(host),
            ImportCommand.Build(host),
            ComponentQueries.List(host),
            ComponentQueries.Show(host),
            YankCommand.Build(host),
        };

    public static Argument<string> ComponentArgument() =>
        Parsing.Name("component", "The component's name");

    /// <summary>A folder or an archive.</summary>
    public static Argument<string> InputArgument()
    {
        var argument = new Argument<string>("DIR|ARCHIVE")
        {
            Description = "A component's folder, or an archive of it (.tar, .tar.gz, .zip)",
        };
        return argument;
    }
}
