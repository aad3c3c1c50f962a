using System.Globalization;
using System.Text;
using Portal.Packaging.Contents.Unicode;

namespace Portal.Packaging.Contents;

/// <summary>Makes a hostile name safe to show: what does not show, or shows in another order, is escaped.</summary>
internal static class Shown
{
    private const int Longest = 300;

    /// <summary>The name with <c>\u{202E}</c> in place of controls, cut after 300 characters.</summary>
    public static string Text(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                return shown.Append('…').ToString();
            }

            if (UnicodeTable.Instance.ClassOf(rune.Value) is CharacterClass.Plain)
            {
                shown.Append(rune.ToString());
            }
            else
            {
                shown.Append(Escape(rune.Value));
            }
        }

        return shown.ToString();
    }

    /// <summary>Bytes that are no UTF-8, with the others as they are: <c>caf\xE9</c>.</summary>
    public static string Bytes(ReadOnlySpan<byte> name)
    {
        var shown = new StringBuilder();
        while (!name.IsEmpty && shown.Length < Longest)
        {
            if (
                Rune.DecodeFromUtf8(name, out var rune, out var used)
                is System.Buffers.OperationStatus.Done
            )
            {
                shown.Append(rune.ToString());
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\x{name[0]:X2}");
                used = 1;
            }

            name = name[used..];
        }

        return Text(shown.ToString());
    }

    /// <summary><c>U+202E</c>.</summary>
    public static string CodePoint(int value) =>
        string.Create(CultureInfo.InvariantCulture, $"U+{value:X4}");

    private static string Escape(int value) =>
        string.Create(CultureInfo.InvariantCulture, $"\\u{{{value:X4}}}");
}
