using System.Globalization;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;

namespace Portal.Packaging.Platforms;

/// <summary>Which install entry a guest takes: the same answer as the installers on the disc give.</summary>
public static class EntryChoice
{
    /// <summary>The first entry that matches; null when none does.</summary>
    public static InstallEntry? Of(ComponentManifest manifest, Guest guest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(guest);
        return manifest.Install.FirstOrDefault(entry => Matches(entry, guest));
    }

    private static bool Matches(InstallEntry entry, Guest guest)
    {
        var when = entry.When;
        return (
                entry.Kind is not (InstallKind.Deb or InstallKind.Rpm)
                || guest.Packages == entry.Kind
            )
            && Holds(when.Os, guest.System)
            && Holds(when.Distro, guest.Distro)
            && Holds(when.Family, [guest.Distro, .. guest.Like])
            && Holds(when.Platform, [.. guest.Platforms])
            && Holds(when.Edition, guest.Edition)
            && Holds(when.Arch, guest.Architecture)
            && Within(when.Version, guest.Version)
            && Within(when.Build, guest.Build);
    }

    private static bool Holds(IReadOnlyList<string> words, params string?[] known) =>
        words.Count == 0 || known.Any(word => word is not null && words.Contains(word));

    private static bool Within(VersionRange? range, string? version) =>
        range is null || (version is not null && range.Bounds.All(bound => Holds(bound, version)));

    private static bool Holds(VersionBound bound, string version)
    {
        var order = CompareNumbers(version, bound.Version.Text);
        return bound.Comparator switch
        {
            VersionComparator.AtLeast => order >= 0,
            VersionComparator.Above => order > 0,
            VersionComparator.AtMost => order <= 0,
            VersionComparator.Below => order < 0,
            _ => order == 0,
        };
    }

    /// <summary>Number by number, as a shell can: what is no digit ends a number; where one has fewer, it is the lower.</summary>
    internal static int CompareNumbers(string left, string right)
    {
        string[] l = left.Split('.'),
            r = right.Split('.');
        for (var i = 0; i < Math.Min(l.Length, r.Length); i++)
        {
            if (Number(l[i]).CompareTo(Number(r[i])) is var order and not 0)
            {
                return order;
            }
        }

        return l.Length.CompareTo(r.Length);
    }

    private static long Number(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Take(18).ToArray();
        return digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);
    }
}
