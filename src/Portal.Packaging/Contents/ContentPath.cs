using System.Diagnostics.CodeAnalysis;
using System.Text;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Contents;

/// <summary>
/// A path inside a component that is safe on every file system, in every listing and on every guest: relative,
/// '/'-separated, and good by all <see cref="PathRules"/>. Ordered by its UTF-8 bytes.
/// </summary>
public readonly record struct ContentPath : IComparable<ContentPath>
{
    private readonly string? _value;

    private ContentPath(string value) => _value = value;

    /// <summary>The path as it was given.</summary>
    public string Value =>
        _value ?? throw new InvalidOperationException("This path was never set.");

    /// <summary>The last segment.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The folder the path lies in; null at the top.</summary>
    public ContentPath? Parent =>
        Value.LastIndexOf('/') is var slash && slash < 0 ? null : new ContentPath(Value[..slash]);

    /// <summary>All that is wrong with the text as a path; empty when <see cref="TryParse"/> takes it.</summary>
    public static IReadOnlyList<Finding> Validate(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PathCheck.Run(text);
    }

    /// <summary>Reads a path; <paramref name="finding"/> is the first thing that is wrong with it.</summary>
    public static bool TryParse(
        string text,
        out ContentPath path,
        [NotNullWhen(false)] out Finding? finding
    )
    {
        var findings = Validate(text);
        finding = findings.Count == 0 ? null : findings[0];
        path = finding is null ? new ContentPath(text) : default;
        return finding is null;
    }

    /// <summary>Reads a path that is known to be good.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static ContentPath Parse(string text) =>
        TryParse(text, out var path, out var finding)
            ? path
            : throw new FormatException(finding.Message);

    /// <summary>True when this path lies somewhere below the folder.</summary>
    public bool IsBelow(ContentPath folder) =>
        Value.Length > folder.Value.Length + 1
        && Value[folder.Value.Length] == '/'
        && Value.StartsWith(folder.Value, StringComparison.Ordinal);

    /// <summary>The path as seen from the folder it lies below.</summary>
    /// <exception cref="ArgumentException">It does not lie below that folder.</exception>
    public ContentPath RelativeTo(ContentPath folder) =>
        IsBelow(folder)
            ? new ContentPath(Value[(folder.Value.Length + 1)..])
            : throw new ArgumentException(
                $"'{Value}' is not below '{folder.Value}'.",
                nameof(folder)
            );

    /// <summary>The order of the UTF-8 bytes, which is that of code points (and not that of UTF-16 units).</summary>
    public int CompareTo(ContentPath other) => CompareCodePoints(Value, other.Value);

    public override string ToString() => Value;

    public static bool operator <(ContentPath left, ContentPath right) => left.CompareTo(right) < 0;

    public static bool operator <=(ContentPath left, ContentPath right) =>
        left.CompareTo(right) <= 0;

    public static bool operator >(ContentPath left, ContentPath right) => left.CompareTo(right) > 0;

    public static bool operator >=(ContentPath left, ContentPath right) =>
        left.CompareTo(right) >= 0;

    /// <summary>What two paths share when a person or Windows takes them for one: folded, by compatibility.</summary>
    internal static string Likeness(string path)
    {
        if (Ascii.IsValid(path))
        {
            return path.ToLowerInvariant();
        }

        // Folding can undo a normal form and normalising can bring back a capital: two rounds are stable.
        var once = Unicode.Normalization.Fold(PathCheck.Compatible(path));
        return Unicode.Normalization.FormKC(
            Unicode.Normalization.Fold(Unicode.Normalization.FormKC(once))
        );
    }

    private static int CompareCodePoints(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length - right.Length;
        }

        // Surrogates lie below U+E000..U+FFFF as units but stand for code points above them.
        var (l, r) = (left[same], right[same]);
        return char.IsSurrogate(l) == char.IsSurrogate(r) ? l - r
            : char.IsSurrogate(l) ? 1
            : -1;
    }
}
