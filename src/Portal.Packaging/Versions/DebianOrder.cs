namespace Portal.Packaging.Versions;

/// <summary>
/// The order of one part of a version (upstream or revision) by deb-version(7), "Sorting algorithm": runs of non-digits and
/// runs of digits in turn; <c>~</c> before the end, the end before letters, letters before everything else.
/// </summary>
internal static class DebianOrder
{
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int l = 0,
            r = 0;
        while (l < left.Length || r < right.Length)
        {
            while (InText(left, l) || InText(right, r))
            {
                var order = Weight(left, l).CompareTo(Weight(right, r));
                if (order != 0)
                {
                    return order;
                }

                l++;
                r++;
            }

            var leftNumber = TakeNumber(left, ref l);
            var rightNumber = TakeNumber(right, ref r);
            var difference = leftNumber.Length.CompareTo(rightNumber.Length);
            difference = difference != 0 ? difference : leftNumber.SequenceCompareTo(rightNumber);
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }

    private static bool InText(ReadOnlySpan<char> part, int index) =>
        index < part.Length && !char.IsAsciiDigit(part[index]);

    // The end of the part and a digit weigh the same: both end the run of text.
    private static int Weight(ReadOnlySpan<char> part, int index) =>
        index >= part.Length || char.IsAsciiDigit(part[index]) ? 0
        : part[index] == '~' ? -1
        : char.IsAsciiLetter(part[index]) ? part[index]
        : part[index] + 256;

    // Without leading zeros, so that the longer number is the greater one.
    private static ReadOnlySpan<char> TakeNumber(ReadOnlySpan<char> part, ref int index)
    {
        var start = Math.Min(index, part.Length);
        index = start;
        while (index < part.Length && char.IsAsciiDigit(part[index]))
        {
            index++;
        }

        return part[start..index].TrimStart('0');
    }
}
