using System;
using System.Globalization;

namespace Portal.Setup.Disc;

/// <summary>Bounds of the table, parted by spaces: <c>&gt;=7601 &lt;22000</c>. Compared number by number.</summary>
internal static class Bounds
{
    private static readonly string[] Signs = [">=", "<=", ">", "<", "="];

    public static bool Hold(string bounds, int build)
    {
        if (bounds is "-" or "*")
        {
            return true;
        }

        foreach (var bound in bounds.Split([' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Holds(bound, build))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(string bound, int build)
    {
        var sign = Array.Find(Signs, s => bound.StartsWith(s, StringComparison.Ordinal)) ?? "";
        var order = Compare([build], bound.Substring(sign.Length));
        return sign switch
        {
            ">=" => order >= 0,
            "<=" => order <= 0,
            ">" => order > 0,
            "<" => order < 0,
            _ => order == 0,
        };
    }

    private static int Compare(long[] left, string right)
    {
        var words = right.Split('.');
        for (var i = 0; i < Math.Min(left.Length, words.Length); i++)
        {
            var number = Number(words[i]);
            if (left[i] != number)
            {
                return left[i].CompareTo(number);
            }
        }

        // Where one has fewer numbers, it is the lower.
        return left.Length.CompareTo(words.Length);
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
