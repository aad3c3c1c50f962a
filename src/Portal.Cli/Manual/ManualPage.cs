using System.CommandLine;
using System.Text;
using Portal.Cli.Shell;

namespace Portal.Cli.Manual;

/// <summary>
/// The command tree as a manual page, in the macros of man(7): it says what the help says, and stays right when commands
/// change.
/// </summary>
internal static class ManualPage
{
    /// <param name="root">gtp itself.</param>
    /// <param name="version">Such as 0.1.0.</param>
    public static string Of(Command root, string version)
    {
        var page = new StringBuilder();
        page.Append($".TH GTP 1 \"\" \"gtp {Roff.Escape(version)}\" \"Guest Tools Portal\"\n");
        // Command lines are copied from here: no hyphenation, and quotes as they are typed.
        page.Append(".nh\n.SH NAME\n");
        page.Append($"gtp \\- {Roff.Escape(root.Description!.TrimEnd('.'))}\n");
        page.Append(
            ".SH SYNOPSIS\n.B gtp\n.I COMMAND\n[\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]\n"
        );
        page.Append(".SH DESCRIPTION\n");
        page.Append(Roff.Text("Every command answers 'gtp COMMAND --help'. " + CommonTexts.Lists));
        page.Append(".SH OPTIONS\nThese go with every command.\n");
        AppendOptions(page, root.Options);
        page.Append(".SH COMMANDS\n");
        foreach (var command in root.Subcommands)
        {
            AppendCommand(page, "gtp", command);
        }

        page.Append(".SH EXIT STATUS\n");
        AppendPairs(page, CommonTexts.ExitCodes);
        page.Append(".SH ENVIRONMENT\n");
        AppendPairs(page, CommonTexts.Environment);
        page.Append(".SH EXAMPLES\n");
        AppendExamples(page, root);
        return page.ToString();
    }

    private static void AppendCommand(StringBuilder page, string parent, Command command)
    {
        if (command.Hidden)
        {
            return;
        }

        var path = $"{parent} {command.Name}";
        if (command.Subcommands.Count == 0 || command.Action is not null)
        {
            page.Append($".SS {Roff.Escape(path)}");
            foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            {
                page.Append($" {Synopsis(argument)}");
            }

            page.Append('\n').Append(Roff.Text(command.Description!));
            if (command.Details() is { } details)
            {
                page.Append(".PP\n").Append(Roff.Text(details));
            }

            foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            {
                page.Append($".TP\n{Synopsis(argument)}\n{Roff.Text(argument.Description!)}");
            }

            AppendOptions(page, command.Options);
            AppendExamples(page, command);
        }

        foreach (var subcommand in command.Subcommands)
        {
            AppendCommand(page, path, subcommand);
        }
    }

    private static string Synopsis(Argument argument)
    {
        var name = $"\\fI{Roff.Escape(argument.HelpName ?? argument.Name)}\\fR";
        var several = argument.Arity.MaximumNumberOfValues > 1 ? "..." : "";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]{several}" : name + several;
    }

    private static void AppendOptions(StringBuilder page, IEnumerable<Option> options)
    {
        foreach (var option in options.Where(option => !option.Hidden))
        {
            var names = option
                .Aliases.Append(option.Name)
                .OrderBy(name => name.Length)
                .Select(name => $"\\fB{Roff.Escape(name)}\\fR");
            page.Append($".TP\n{string.Join(", ", names)}");
            if (option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool))
            {
                page.Append(
                    $" \\fI{Roff.Escape(option.HelpName ?? option.Name.TrimStart('-'))}\\fR"
                );
            }

            page.Append('\n').Append(Roff.Text(option.Description!));
        }
    }

    private static void AppendExamples(StringBuilder page, Command command)
    {
        if (command.Examples() is not { } examples)
        {
            return;
        }

        page.Append(".PP\n.RS 4\n.EX\n");
        foreach (var line in examples.ReplaceLineEndings("\n").Trim('\n').Split('\n'))
        {
            page.Append(Roff.Line(line)).Append('\n');
        }

        page.Append(".EE\n.RE\n");
    }

    private static void AppendPairs(
        StringBuilder page,
        IReadOnlyList<(string Word, string Meaning)> pairs
    )
    {
        foreach (var (word, meaning) in pairs)
        {
            page.Append($".TP\n.B {Roff.Escape(word)}\n{Roff.Text(meaning)}");
        }
    }
}
