using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Portal.Cli.Shell;

/// <summary>What the help says of a command beyond its first sentences.</summary>
internal static class CommandTexts
{
    private static readonly ConditionalWeakTable<Command, string> ExampleTexts = [];
    private static readonly ConditionalWeakTable<Command, string> DetailTexts = [];

    /// <summary>Adds lines for the help's "Examples".</summary>
    public static Command WithExamples(this Command command, string examples)
    {
        ExampleTexts.AddOrUpdate(command, examples);
        return command;
    }

    public static string? Examples(this Command command) =>
        ExampleTexts.TryGetValue(command, out var text) ? text : null;

    public static string? Details(this Command command) =>
        DetailTexts.TryGetValue(command, out var text) ? text : null;

    /// <summary>Keeps the first paragraph of each description for lists; the rest is for the command's own help.</summary>
    public static void SplitDescriptions(this Command command)
    {
        if (command.Description?.Split("\n\n", 2) is [var summary, var details])
        {
            command.Description = summary;
            DetailTexts.AddOrUpdate(command, details);
        }

        foreach (var subcommand in command.Subcommands)
        {
            subcommand.SplitDescriptions();
        }
    }
}
