using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Portal.Cli.Shell;

/// <summary>The usual help, followed by the command's examples and, for gtp itself, its exit codes and environment.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const int Width = 100;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        // The same text whatever the terminal: it is quoted in documents and compared in tests.
        usual.MaxWidth = Width;
        var result = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        if (command.Details() is { } details)
        {
            output.WriteLine(Wrap(details));
            output.WriteLine();
        }

        if (command.Examples() is { } examples)
        {
            output.WriteLine("Examples:");
            foreach (var line in examples.ReplaceLineEndings("\n").Trim('\n').Split('\n'))
            {
                output.WriteLine(("  " + line).TrimEnd());
            }

            output.WriteLine();
        }

        if (command is RootCommand)
        {
            output.WriteLine(CommonTexts.Footer());
        }

        return result;
    }

    private static string Wrap(string text)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length + 1 + word.Length > Width)
            {
                lines.Add("");
            }

            lines[^1] += lines[^1].Length == 0 ? word : " " + word;
        }

        return string.Join(Environment.NewLine, lines);
    }
}
