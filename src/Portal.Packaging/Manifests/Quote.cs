using Portal.Packaging.Contents;

namespace Portal.Packaging.Manifests;

/// <summary>Words of an input inside a sentence of ours.</summary>
internal static class Quote
{
    private const int MaximumLength = 80;

    /// <summary>In quotes, cut at 80 characters, with what does not show escaped: an input cannot write into a terminal.</summary>
    public static string Of(string text) =>
        text.Length > MaximumLength
            ? $"'{Shown.Text(text[..MaximumLength])}...'"
            : $"'{Shown.Text(text)}'";

    /// <summary><c>a, b or c</c>.</summary>
    public static string OneOf(IReadOnlyList<string> words) =>
        words.Count < 2
            ? string.Concat(words)
            : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    /// <summary><c>Did you mean 'x'?</c> for the nearest of the words; null when none is near.</summary>
    public static string? DidYouMean(string text, IEnumerable<string> words)
    {
        if (text.Length > MaximumLength)
        {
            return null;
        }

        var nearest = words
            .Select(word =>
                (Word: word, Distance: Distance(text.ToLowerInvariant(), word.ToLowerInvariant()))
            )
            .OrderBy(near => near.Distance)
            .FirstOrDefault();
        return nearest.Word is not null && nearest.Distance <= Math.Min(2, nearest.Word.Length / 2)
            ? $"Did you mean '{nearest.Word}'?"
            : null;
    }

    // Levenshtein's distance, row by row.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
