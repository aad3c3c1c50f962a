namespace Portal.Cli.Manual;

/// <summary>Text as groff and mandoc read it.</summary>
internal static class Roff
{
    /// <summary>Text inside a line: what is typed on a keyboard stays what can be pasted into a shell.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("'", "\\(aq", StringComparison.Ordinal)
            .Replace("`", "\\(ga", StringComparison.Ordinal)
            .Replace("^", "\\(ha", StringComparison.Ordinal)
            .Replace("~", "\\(ti", StringComparison.Ordinal);

    /// <summary>A line of its own: one that begins with a dot would be a request.</summary>
    public static string Line(string text)
    {
        var escaped = Escape(text.TrimEnd());
        return escaped.StartsWith('.') ? "\\&" + escaped : escaped;
    }

    /// <summary>Running text with a line feed at its end; an empty line parts paragraphs.</summary>
    public static string Text(string text) =>
        string.Join(
            ".PP\n",
            text.ReplaceLineEndings("\n")
                .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(paragraph =>
                    string.Concat(paragraph.Split('\n').Select(line => Line(line.Trim()) + "\n"))
                )
        );
}
