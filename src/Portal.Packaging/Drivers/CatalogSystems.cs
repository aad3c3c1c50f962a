using System.Globalization;

namespace Portal.Packaging.Drivers;

/// <summary>
/// For which versions of Windows a catalog is: its OSAttr, <c>2:6.1,2:10.0</c>, where 2 stands for Windows NT. Forms with
/// ranges and wildcards are not judged.
/// </summary>
internal static class CatalogSystems
{
    private const string WindowsNt = "2:";

    /// <summary>The versions; null when they cannot be told.</summary>
    public static IReadOnlyList<Version>? Of(string? attribute)
    {
        if (string.IsNullOrEmpty(attribute))
        {
            return null;
        }

        var versions = new List<Version>();
        foreach (
            var word in attribute.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            if (
                !word.StartsWith(WindowsNt, StringComparison.Ordinal)
                || !Version.TryParse(word[WindowsNt.Length..], out var version)
                || version.Build >= 0
            )
            {
                return null;
            }

            versions.Add(version);
        }

        return versions;
    }
}
