using Portal.Protocol;

namespace Portal.Search;

/// <summary>The beginning of a SHA-256 as the least and the greatest digest that begin so.</summary>
internal sealed record DigestPrefix(Digest Low, Digest High)
{
    /// <summary>Fewer digits would be found by accident.</summary>
    public const int MinDigits = 8;

    public bool IsWhole => Low == High;

    /// <summary>8 to 64 hexadecimal digits, of either case, with <c>sha256:</c> before them or not; null for anything else.</summary>
    public static DigestPrefix? Read(string text)
    {
        const string Scheme = "sha256:";
        var digits = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? text[Scheme.Length..]
            : text;
        return
            digits.Length is >= MinDigits and <= 2 * Digest.Size && digits.All(char.IsAsciiHexDigit)
            ? new(
                Digest.Parse(digits.PadRight(2 * Digest.Size, '0')),
                Digest.Parse(digits.PadRight(2 * Digest.Size, 'f'))
            )
            : null;
    }
}
