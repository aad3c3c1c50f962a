using Portal.Protocol.Problems;
using Spectre.Console;

namespace Portal.Cli.Shell;

/// <summary>
/// What a command says. Results go to standard output: for people on a terminal, plain lines when piped, one JSON
/// document with <c>--json</c>. Everything else goes to standard error.
/// </summary>
internal sealed class Screen(Host host, bool json)
{
    /// <summary>True when standard output carries one JSON document and nothing else.</summary>
    public bool Json => json;

    /// <summary>True when progress can be drawn.</summary>
    public bool ShowsProgress => host.ErrorIsTerminal && !json;

    /// <summary>The result: the document for programs, or the text for people.</summary>
    public void Result<T>(T document, Action<Screen> text)
    {
        if (json)
        {
            host.Out.WriteLine(CliJson.Write(document));
        }
        else
        {
            text(this);
        }
    }

    /// <summary>A line of the result.</summary>
    public void Line(string text) => host.Out.WriteLine(text);

    /// <summary>A remark beside the result.</summary>
    public void Note(string text)
    {
        if (!json)
        {
            host.Error.WriteLine(text);
        }
    }

    /// <summary>Rows under headings on a terminal; tab-separated without headings when piped, for cut and awk.</summary>
    public void Table(
        IReadOnlyList<string> headings,
        IReadOnlyCollection<IReadOnlyList<string?>> rows
    )
    {
        if (!host.OutIsTerminal)
        {
            foreach (var row in rows)
            {
                Line(string.Join('\t', row.Select(cell => cell ?? "")));
            }

            return;
        }

        if (rows.Count == 0)
        {
            Note("There are none.");
            return;
        }

        var table = new Table().Border(TableBorder.None);
        foreach (var heading in headings)
        {
            table.AddColumn(
                new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold)))
                {
                    NoWrap = true,
                }.PadLeft(0)
            );
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell ?? "")));
        }

        Terminal(host.Out).Write(table);
    }

    /// <summary>Names and values below each other; those without a value are left out.</summary>
    public void Fields(params IReadOnlyList<(string Name, string? Value)> fields)
    {
        var shown = fields.Where(field => field.Value is not null).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(field => field.Name.Length) + 1;
        foreach (var (name, value) in shown)
        {
            Line($"{(name + ":").PadRight(width)} {value}");
        }
    }

    /// <summary>Each finding on its line, in the form that editors jump to.</summary>
    public void Findings(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Line(finding.ToString());
        }
    }

    /// <summary>Reports why the command ends.</summary>
    public void Failure(
        string code,
        string message,
        int exitCode,
        IReadOnlyList<Finding>? findings = null
    )
    {
        if (json)
        {
            host.Out.WriteLine(
                CliJson.Write(
                    new ErrorDocument(
                        new ErrorDetails(
                            code,
                            message,
                            exitCode,
                            findings is { Count: > 0 } ? findings : null
                        )
                    )
                )
            );
            return;
        }

        foreach (var finding in findings ?? [])
        {
            host.Error.WriteLine(finding.ToString());
        }

        host.Error.WriteLine($"gtp: {message}");
    }

    /// <summary>Standard error with bars and colours.</summary>
    public IAnsiConsole ProgressTerminal() => Terminal(host.Error);

    private IAnsiConsole Terminal(TextWriter writer) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = host.HasCursor ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = host.HasColor
                    ? ColorSystemSupport.Detect
                    : ColorSystemSupport.NoColors,
                Interactive = host.HasCursor ? InteractionSupport.Yes : InteractionSupport.No,
            }
        );
}
