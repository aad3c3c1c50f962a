using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;

namespace Portal.Components;

/// <summary>An install condition in the words of a reader: <c>Debian or Ubuntu &gt;= 10 on x86_64</c>.</summary>
public static class ConditionText
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["linux"] = "Linux",
        ["windows"] = "Windows",
        ["freebsd"] = "FreeBSD",
        ["netbsd"] = "NetBSD",
        ["openbsd"] = "OpenBSD",
        ["debian"] = "Debian",
        ["ubuntu"] = "Ubuntu",
        ["fedora"] = "Fedora",
        ["rhel"] = "RHEL",
        ["centos"] = "CentOS",
        ["rocky"] = "Rocky Linux",
        ["almalinux"] = "AlmaLinux",
        ["ol"] = "Oracle Linux",
        ["sles"] = "SLES",
        ["suse"] = "SUSE",
        ["opensuse-leap"] = "openSUSE Leap",
        ["opensuse-tumbleweed"] = "openSUSE Tumbleweed",
        ["arch"] = "Arch Linux",
        ["alpine"] = "Alpine",
        ["gentoo"] = "Gentoo",
    };

    /// <summary>What the reader is told where no guest is excluded.</summary>
    public const string Everywhere = "every guest";

    public static string Of(InstallEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var when = entry.When;
        var who =
            when.Platform.Count > 0 ? Words(when.Platform)
            : when.Distro.Count > 0 ? Words(when.Distro)
            : when.Family.Count > 0 ? $"the family of {Words(when.Family)}"
            : when.Os.Count > 0 ? Words(when.Os)
            : entry.Kind.OperatingSystem() is { } os ? Words([os])
            : "";
        var parts = new List<string>();
        if (who != "")
        {
            parts.Add(when.Edition.Count > 0 ? $"{who} {string.Join(" or ", when.Edition)}" : who);
        }
        else if (when.Edition.Count > 0)
        {
            parts.Add(string.Join(" or ", when.Edition));
        }

        if (when.Version is { } version)
        {
            parts.Add(Bounds(version));
        }

        if (when.Build is { } build)
        {
            parts.Add($"build {Bounds(build)}");
        }

        if (when.Arch.Count > 0)
        {
            parts.Add($"on {string.Join(" or ", when.Arch)}");
        }

        return parts.Count == 0 ? Everywhere : string.Join(' ', parts);
    }

    /// <summary><c>&gt;=10 &lt;12</c> as <c>10 to below 12</c>: no signs for whoever hears it.</summary>
    private static string Bounds(VersionRange range)
    {
        if (range.Bounds.Count == 0)
        {
            return "any version";
        }

        return string.Join(
            " and ",
            range.Bounds.Select(b =>
                b.Comparator switch
                {
                    VersionComparator.AtLeast => $"{b.Version.Text} or later",
                    VersionComparator.Above => $"after {b.Version.Text}",
                    VersionComparator.AtMost => $"up to {b.Version.Text}",
                    VersionComparator.Below => $"before {b.Version.Text}",
                    _ => b.Version.Text,
                }
            )
        );
    }

    private static string Words(IReadOnlyList<string> ids) =>
        string.Join(" or ", ids.Select(id => Names.GetValueOrDefault(id, id)));
}
