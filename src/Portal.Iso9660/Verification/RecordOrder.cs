using System.Globalization;

namespace Portal.Iso9660.Verification;

/// <summary>
/// ECMA-119 9.3: name, then extension, each as if padded with spaces, then versions downwards. Tools that allow other
/// characters than d-characters compare the bytes instead, and readers cope: either order is one.
/// </summary>
internal static class RecordOrder
{
    public enum Result
    {
        Sorted,
        Same,

        /// <summary>The same name with a version that is not larger than the one before.</summary>
        OtherVersion,
        Unsorted,
    }

    public static Result Compare(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, bool isWide)
    {
        if (before.SequenceEqual(after))
        {
            return Result.Same;
        }

        var width = isWide ? 2 : 1;
        var (first, second) = (Split(before, width), Split(after, width));
        var name = ComparePadded(before[..first.NameEnd], after[..second.NameEnd], width);
        var padded =
            name != 0
                ? name
                : ComparePadded(
                    before[first.NameEnd..first.End],
                    after[second.NameEnd..second.End],
                    width
                );
        var nameBefore = before[..first.End];
        var nameAfter = after[..second.End];
        if (nameBefore.SequenceEqual(nameAfter))
        {
            return Version(before, first.End, width) >= Version(after, second.End, width)
                ? Result.OtherVersion
                : Result.Unsorted;
        }

        return padded < 0 || nameBefore.SequenceCompareTo(nameAfter) < 0
            ? Result.Sorted
            : Result.Unsorted;
    }

    /// <summary>Where the extension's dot and where the version's semicolon are; the end where there is none.</summary>
    private static (int NameEnd, int End) Split(ReadOnlySpan<byte> identifier, int width)
    {
        var end = LastIndexOf(identifier, (byte)';', width);
        end = end < 0 ? identifier.Length : end;
        var dot = LastIndexOf(identifier[..end], (byte)'.', width);
        return (dot < 0 ? end : dot, end);
    }

    private static int LastIndexOf(ReadOnlySpan<byte> identifier, byte value, int width)
    {
        for (var i = identifier.Length - width; i >= 0; i -= width)
        {
            if (Unit(identifier, i, width) == value)
            {
                return i;
            }
        }

        return -1;
    }

    private static int ComparePadded(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int width)
    {
        for (var i = 0; i < Math.Max(left.Length, right.Length); i += width)
        {
            var difference = Unit(left, i, width) - Unit(right, i, width);
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }

    private static int Unit(ReadOnlySpan<byte> text, int at, int width)
    {
        if (at + width > text.Length)
        {
            return ' ';
        }

        return width == 1 ? text[at] : (text[at] << 8) | text[at + 1];
    }

    private static int Version(ReadOnlySpan<byte> identifier, int end, int width)
    {
        var digits = "";
        for (var i = end + width; i + width <= identifier.Length && digits.Length < 6; i += width)
        {
            digits += (char)Unit(identifier, i, width);
        }

        return int.TryParse(
            digits,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : 0;
    }
}
