using System.Text;

namespace Portal.Packaging.Contents.Unicode;

/// <summary>
/// Normalisation forms C and KC and simple case folding by the pinned table (Unicode Standard Annex 15, chapter 3.11
/// and 3.13 of the Standard). string.Normalize cannot be used: without ICU it returns its input unchanged.
/// </summary>
internal static class Normalization
{
    // Hangul syllables are composed by arithmetic: chapter 3.12.
    private const int SBase = 0xAC00;
    private const int LBase = 0x1100;
    private const int VBase = 0x1161;
    private const int TBase = 0x11A7;
    private const int LCount = 19;
    private const int VCount = 21;
    private const int TCount = 28;
    private const int SCount = LCount * VCount * TCount;

    /// <summary>Form C: canonically decomposed, then composed.</summary>
    public static string FormC(string text) =>
        Ascii.IsValid(text) ? text : Normalize(text, compatible: false);

    /// <summary>Form KC: decomposed by compatibility (a fullwidth dot is a dot), then composed.</summary>
    public static string FormKC(string text) =>
        Ascii.IsValid(text) ? text : Normalize(text, compatible: true);

    /// <summary>Every code point by its simple case folding; the result may need normalising again.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            folded.Append(char.ConvertFromUtf32(UnicodeTable.Instance.Fold(rune.Value)));
        }

        return folded.ToString();
    }

    private static string Normalize(string text, bool compatible)
    {
        var codePoints = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, compatible, codePoints);
        }

        Reorder(codePoints);
        Compose(codePoints);
        var composed = new StringBuilder(codePoints.Count);
        foreach (var codePoint in codePoints)
        {
            composed.Append(char.ConvertFromUtf32(codePoint));
        }

        return composed.ToString();
    }

    private static void Decompose(int codePoint, bool compatible, List<int> into)
    {
        var syllable = codePoint - SBase;
        if (syllable is >= 0 and < SCount)
        {
            into.Add(LBase + syllable / (VCount * TCount));
            into.Add(VBase + syllable % (VCount * TCount) / TCount);
            if (syllable % TCount != 0)
            {
                into.Add(TBase + syllable % TCount);
            }
        }
        else if (UnicodeTable.Instance.DecompositionOf(codePoint, compatible) is { } mapping)
        {
            foreach (var part in mapping)
            {
                Decompose(part, compatible, into);
            }
        }
        else
        {
            into.Add(codePoint);
        }
    }

    /// <summary>Sorts each run of non-starters stably by combining class.</summary>
    private static void Reorder(List<int> codePoints)
    {
        for (var i = 1; i < codePoints.Count; i++)
        {
            var moving = codePoints[i];
            var rank = UnicodeTable.Instance.CombiningClassOf(moving);
            var j = i;
            while (
                rank != 0
                && j > 0
                && UnicodeTable.Instance.CombiningClassOf(codePoints[j - 1]) > rank
            )
            {
                codePoints[j] = codePoints[j - 1];
                j--;
            }

            codePoints[j] = moving;
        }
    }

    private static void Compose(List<int> codePoints)
    {
        var starter = -1;
        var kept = 0;
        var lastRank = 0;
        for (var i = 0; i < codePoints.Count; i++)
        {
            var codePoint = codePoints[i];
            var rank = UnicodeTable.Instance.CombiningClassOf(codePoint);
            // A character composes with the last starter unless one of its own class or higher stands between.
            var blocked = kept - 1 > starter && (lastRank == 0 || lastRank >= rank);
            if (starter >= 0 && !blocked && Pair(codePoints[starter], codePoint) is { } pair)
            {
                codePoints[starter] = pair;
                continue;
            }

            if (rank == 0)
            {
                starter = kept;
            }

            lastRank = rank;
            codePoints[kept++] = codePoint;
        }

        codePoints.RemoveRange(kept, codePoints.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LBase is >= 0 and < LCount && second - VBase is >= 0 and < VCount)
        {
            return SBase + ((first - LBase) * VCount + (second - VBase)) * TCount;
        }

        var isOpenSyllable = first - SBase is >= 0 and < SCount && (first - SBase) % TCount == 0;
        return isOpenSyllable && second - TBase is > 0 and < TCount
            ? first + (second - TBase)
            : UnicodeTable.Instance.Compose(first, second);
    }
}
