namespace Portal.Cli.Components;

/// <summary>Text as YAML takes it.</summary>
internal static class YamlText
{
    /// <summary>Plain where nothing in it could be read as syntax, else in double quotes.</summary>
    public static string Quote(string text)
    {
        var isPlain =
            text.Length > 0
            && text.All(c =>
                char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+' or '~'
            )
            && char.IsAsciiLetter(text[0]);
        return isPlain ? text : DoubleQuote(text);
    }

    /// <summary>In double quotes; control characters become spaces.</summary>
    public static string DoubleQuote(string text) =>
        '"'
        + string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
        + '"';
}
