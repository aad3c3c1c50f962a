using System.Globalization;
using System.Text;

namespace Portal.Cli.Iso;

/// <summary>Names from an image, safe to show on a terminal.</summary>
internal static class ShownName
{
    /// <summary>The name with <c>\u{001B}</c> in place of what does not print or prints in another order.</summary>
    public static string Of(string name)
    {
        if (!NeedsEscape(name))
        {
            return name;
        }

        var shown = new StringBuilder(name.Length + 16);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsHidden(rune))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }

    private static bool NeedsEscape(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsHidden(rune))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
