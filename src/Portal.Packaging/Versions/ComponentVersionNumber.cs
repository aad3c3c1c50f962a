using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Portal.Protocol;

namespace Portal.Packaging.Versions;

/// <summary>
/// The version of a component: <c>[epoch:]upstream[-revision]</c>, ordered as Debian orders versions (deb-version(7)).
/// </summary>
/// <remarks>
/// Equality is textual, because a version is an identity: <c>1.0</c> and <c>1.00</c> are two versions. The order of
/// <see cref="CompareTo"/> is dpkg's, in which those two are equal. Where one of them has to come first (the newest of a
/// list, a sorted table), <see cref="TotalOrder"/> breaks the tie by the ordinal order of the text.
/// </remarks>
public readonly record struct ComponentVersionNumber : IComparable<ComponentVersionNumber>
{
    private readonly string? _text;
    private readonly int _epoch;
    private readonly int _upstreamStart;
    private readonly int _upstreamEnd;

    private ComponentVersionNumber(string text, int epoch, int upstreamStart, int upstreamEnd)
    {
        _text = text;
        _epoch = epoch;
        _upstreamStart = upstreamStart;
        _upstreamEnd = upstreamEnd;
    }

    /// <summary>dpkg's order, then the ordinal order of the text: no two different versions compare as equal.</summary>
    public static IComparer<ComponentVersionNumber> TotalOrder { get; } =
        Comparer<ComponentVersionNumber>.Create(
            static (left, right) =>
                left.CompareTo(right) is var order and not 0
                    ? order
                    : string.CompareOrdinal(left._text, right._text)
        );

    /// <summary>The version as it was written.</summary>
    public string Text =>
        _text ?? throw new InvalidOperationException("This version was never set.");

    /// <summary>True for a default value, which is no version.</summary>
    public bool IsEmpty => _text is null;

    /// <summary>True when a <c>~</c> occurs: <c>2.0~rc1</c> comes before <c>2.0</c> and is resolved only where a range asks.</summary>
    public bool IsPreRelease => Text.Contains('~', StringComparison.Ordinal);

    /// <summary>
    /// Text whose ordinal order is <see cref="TotalOrder"/>, for databases: lower-case hexadecimal digits, at most
    /// <see cref="MaximumSortKey"/>, which sort alike in every collation.
    /// </summary>
    public string SortKey => Versions.SortKey.Of(_epoch, Upstream, Revision, Text);

    /// <summary>The longest <see cref="SortKey"/>: of a version of 64 characters.</summary>
    public const int MaximumSortKey = 512;

    private ReadOnlySpan<char> Upstream =>
        Text.AsSpan(_upstreamStart, _upstreamEnd - _upstreamStart);

    private ReadOnlySpan<char> Revision =>
        _upstreamEnd == Text.Length ? default : Text.AsSpan(_upstreamEnd + 1);

    /// <summary>Reads a version; <paramref name="error"/> is one sentence that says why it is none.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        out ComponentVersionNumber version,
        [NotNullWhen(false)] out string? error
    )
    {
        version = default;
        if (text is null || !Names.IsComponentVersion(text))
        {
            error =
                "A version begins with a digit and has at most 64 characters, of 0-9, A-Z, a-z and '.~+-:'.";
            return false;
        }

        var epoch = 0;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, null, out epoch))
        {
            error =
                "What stands before the first ':' of a version is its epoch, a number up to 2147483647.";
            return false;
        }

        var start = colon + 1;
        if (start == text.Length || !char.IsAsciiDigit(text[start]))
        {
            error = "After the epoch, a version begins with a digit.";
            return false;
        }

        var dash = text.LastIndexOf('-');
        var end = dash < 0 ? text.Length : dash;
        if (end == text.Length - 1)
        {
            error =
                "What stands after the last '-' of a version is its revision, which is not empty.";
            return false;
        }

        if (text.AsSpan(end).Contains(':'))
        {
            error = "The revision, after the last '-', has no ':'.";
            return false;
        }

        version = new ComponentVersionNumber(text, epoch, start, end);
        error = null;
        return true;
    }

    /// <inheritdoc cref="TryParse(string?, out ComponentVersionNumber, out string?)"/>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        out ComponentVersionNumber version
    ) => TryParse(text, out version, out _);

    /// <summary>Reads a version that is known to be one.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static ComponentVersionNumber Parse(string text) =>
        TryParse(text, out var version, out var error)
            ? version
            : throw new FormatException($"'{text}' is not a component version. {error}");

    /// <summary>dpkg's order: 0 does not mean the same version, see the remarks of the type.</summary>
    public int CompareTo(ComponentVersionNumber other)
    {
        if (_text is null || other._text is null)
        {
            return (_text is null ? 0 : 1) - (other._text is null ? 0 : 1);
        }

        var order = _epoch.CompareTo(other._epoch);
        order = order != 0 ? order : DebianOrder.Compare(Upstream, other.Upstream);
        return order != 0 ? order : DebianOrder.Compare(Revision, other.Revision);
    }

    public override string ToString() => Text;

    public static bool operator <(ComponentVersionNumber left, ComponentVersionNumber right) =>
        left.CompareTo(right) < 0;

    public static bool operator <=(ComponentVersionNumber left, ComponentVersionNumber right) =>
        left.CompareTo(right) <= 0;

    public static bool operator >(ComponentVersionNumber left, ComponentVersionNumber right) =>
        left.CompareTo(right) > 0;

    public static bool operator >=(ComponentVersionNumber left, ComponentVersionNumber right) =>
        left.CompareTo(right) >= 0;
}
