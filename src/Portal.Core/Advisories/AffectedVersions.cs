using Portal.Packaging.Versions;

namespace Portal.Advisories;

/// <summary>
/// Which versions of a component have a problem, and in which it is fixed. A version in any of the ranges is affected, also a
/// pre-release: who runs one is no better off.
/// </summary>
/// <param name="Ranges">At least one.</param>
/// <param name="Fixes">In order; the fix of an affected version is the first that is greater.</param>
public sealed record AffectedVersions(
    IReadOnlyList<VersionRange> Ranges,
    IReadOnlyList<ComponentVersionNumber> Fixes
)
{
    /// <summary>Where each of the two lists is one text.</summary>
    private const char Separator = '\n';

    public bool Holds(ComponentVersionNumber version) =>
        Ranges.Any(range => range.IsWithinBounds(version));

    /// <summary>The version that has the fix for this one; null: none yet.</summary>
    public ComponentVersionNumber? FixOf(ComponentVersionNumber version)
    {
        foreach (var fix in Fixes)
        {
            if (fix.CompareTo(version) > 0)
            {
                return fix;
            }
        }

        return null;
    }

    internal string RangesText => string.Join(Separator, Ranges);

    internal string FixesText => string.Join(Separator, Fixes.Select(fix => fix.Text));

    /// <summary>Reads what <see cref="RangesText"/> and <see cref="FixesText"/> wrote.</summary>
    internal static AffectedVersions Parse(string ranges, string fixes) =>
        new(
            [.. ranges.Split(Separator).Select(VersionRange.Parse)],
            [
                .. fixes
                    .Split(Separator, StringSplitOptions.RemoveEmptyEntries)
                    .Select(ComponentVersionNumber.Parse),
            ]
        );
}
