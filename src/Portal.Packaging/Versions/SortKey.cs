using System.Text;

namespace Portal.Packaging.Versions;

/// <summary>
/// <see cref="DebianOrder"/> as bytes that compare one by one, for databases, which know no other order. A part of a version
/// is runs of text and number in turn, as in deb-version(7):
/// <code>
/// text     01 for ~, the letter itself, 80 + the character for any other; then 02, which is the end of every text
/// number   how many digits it has without leading zeros, then these digits
/// end      02 00: an empty text and the number zero, which no run but the first of a part is
/// </code>
/// </summary>
internal static class SortKey
{
    private const byte Tilde = 0x01;
    private const byte EndOfText = 0x02;

    /// <returns>
    /// Hexadecimal digits in lower case: they sort alike in every collation of every database. The text comes last and breaks
    /// ties, as in <see cref="ComponentVersionNumber.TotalOrder"/>.
    /// </returns>
    public static string Of(
        int epoch,
        ReadOnlySpan<char> upstream,
        ReadOnlySpan<char> revision,
        string text
    )
    {
        var bytes = new List<byte>(4 * text.Length + 16);
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            bytes.Add((byte)(epoch >> shift));
        }

        Add(bytes, upstream);
        Add(bytes, revision);
        bytes.AddRange(Encoding.ASCII.GetBytes(text));
        return Convert.ToHexStringLower([.. bytes]);
    }

    private static void Add(List<byte> bytes, ReadOnlySpan<char> part)
    {
        var i = 0;
        do
        {
            for (; i < part.Length && !char.IsAsciiDigit(part[i]); i++)
            {
                bytes.Add(Weight(part[i]));
            }

            bytes.Add(EndOfText);
            var start = i;
            while (i < part.Length && char.IsAsciiDigit(part[i]))
            {
                i++;
            }

            var digits = part[start..i].TrimStart('0');
            bytes.Add((byte)digits.Length);
            foreach (var digit in digits)
            {
                bytes.Add((byte)digit);
            }
        } while (i < part.Length);

        bytes.Add(EndOfText);
        bytes.Add(0);
    }

    private static byte Weight(char c) =>
        c == '~' ? Tilde
        : char.IsAsciiLetter(c) ? (byte)c
        : (byte)(c | 0x80);
}
