using System.Text;

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

    /// <summary>As a comment takes it: one line, and nothing that a manifest may not hold.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        // Half a character becomes U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(
                Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFEFF
                    ? " "
                    : rune.ToString()
            );
        }

        return plain.ToString();
    }

    /// <summary>In double quotes; what a manifest may not hold becomes spaces.</summary>
    public static string DoubleQuote(string text) =>
        '"'
        + Plain(text)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
        + '"';
}
