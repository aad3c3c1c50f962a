using System.Diagnostics.CodeAnalysis;

namespace Portal.Packaging.Versions;

/// <summary>
/// A set of versions: bounds separated by spaces, all of which must hold: <c>&gt;=1.2 &lt;2</c>, <c>=1.2</c>, <c>1.2</c> (the
/// same), <c>*</c> or nothing (any). Comparators are <c>&gt;= &gt; &lt;= &lt; =</c>, in Debian's order.
/// </summary>
/// <remarks>
/// Pre-releases are in a range only when it asks for them: when one of its bounds is itself a pre-release and is not the
/// version to stay below. <c>&gt;=2~rc1</c> asks; <c>&gt;=1 &lt;2~</c> does not: it names a pre-release in order to exclude it.
/// </remarks>
public sealed class VersionRange : IEquatable<VersionRange>
{
    private VersionRange(IReadOnlyList<VersionBound> bounds)
    {
        Bounds = bounds;
        AsksForPreReleases = bounds.Any(b =>
            b.Comparator != VersionComparator.Below && b.Version.IsPreRelease
        );
    }

    /// <summary>Every version that is not a pre-release.</summary>
    public static VersionRange Any { get; } = new([]);

    /// <summary>In the order they were written; empty for any version.</summary>
    public IReadOnlyList<VersionBound> Bounds { get; }

    /// <summary>True when pre-releases between the bounds are in the range.</summary>
    public bool AsksForPreReleases { get; }

    /// <summary>The range that holds one version.</summary>
    public static VersionRange Exactly(ComponentVersionNumber version) =>
        new([new(VersionComparator.Equal, version)]);

    /// <summary>Reads a range; <paramref name="error"/> is one sentence that says why it is none.</summary>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out VersionRange? range,
        [NotNullWhen(false)] out string? error
    )
    {
        range = null;
        error = null;
        var bounds = new List<VersionBound>();
        var rest = (text ?? "").AsSpan().Trim(' ');
        if (rest is "*" or "")
        {
            range = Any;
            return true;
        }

        while (!rest.IsEmpty)
        {
            var comparator = TakeComparator(ref rest);
            rest = rest.TrimStart(' ');
            var end = rest.IndexOfAny(' ', '<', '>') is var i and >= 0 ? i : rest.Length;
            if (
                !ComponentVersionNumber.TryParse(
                    rest[..end].ToString(),
                    out var version,
                    out var reason
                )
            )
            {
                error =
                    end == 0 ? "A comparator is followed by a version, as in '>=1.2 <2'." : reason;
                return false;
            }

            bounds.Add(new VersionBound(comparator, version));
            rest = rest[end..].TrimStart(' ');
        }

        range = new VersionRange(bounds);
        return true;
    }

    /// <summary>Reads a range that is known to be one.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static VersionRange Parse(string? text) =>
        TryParse(text, out var range, out var error)
            ? range
            : throw new FormatException($"'{text}' is not a version range. {error}");

    /// <summary>True when the version is between the bounds, and is no pre-release or the range asks for those.</summary>
    public bool Contains(ComponentVersionNumber version) =>
        (AsksForPreReleases || !version.IsPreRelease) && IsWithinBounds(version);

    /// <summary>True when the version is between the bounds, pre-release or not.</summary>
    public bool IsWithinBounds(ComponentVersionNumber version) =>
        Bounds.All(bound => bound.Holds(version));

    /// <summary>The canonical text: <c>*</c>, or comparator and version of each bound with one space between.</summary>
    public override string ToString() => Bounds.Count == 0 ? "*" : string.Join(' ', Bounds);

    public bool Equals(VersionRange? other) =>
        other is not null && Bounds.SequenceEqual(other.Bounds);

    public override bool Equals(object? obj) => Equals(obj as VersionRange);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static VersionComparator TakeComparator(ref ReadOnlySpan<char> rest)
    {
        foreach (
            var comparator in (ReadOnlySpan<VersionComparator>)
                [
                    VersionComparator.AtLeast,
                    VersionComparator.AtMost,
                    VersionComparator.Above,
                    VersionComparator.Below,
                    VersionComparator.Equal,
                ]
        )
        {
            var symbol = VersionBound.Symbol(comparator);
            if (rest.StartsWith(symbol, StringComparison.Ordinal))
            {
                rest = rest[symbol.Length..];
                return comparator;
            }
        }

        return VersionComparator.Equal;
    }
}
