namespace Portal.Packaging.Manifests;

/// <summary>How people call the guests that manifests name. What is unknown here is shown as it is written.</summary>
internal static class GuestNames
{
    // osinfo short ids, oldest first, with the build each began with.
    // Source: osinfo-db (data/os/microsoft.com), Windows release information.
    private static readonly (string Id, string Name)[] WindowsIds =
    [
        ("winxp", "XP"),
        ("win2k3", "Server 2003"),
        ("win2k3r2", "Server 2003 R2"),
        ("winvista", "Vista"),
        ("win2k8", "Server 2008"),
        ("win7", "7"),
        ("win2k8r2", "Server 2008 R2"),
        ("win8", "8"),
        ("win2k12", "Server 2012"),
        ("win8.1", "8.1"),
        ("win2k12r2", "Server 2012 R2"),
        ("win10", "10"),
        ("win2k16", "Server 2016"),
        ("win2k19", "Server 2019"),
        ("win2k22", "Server 2022"),
        ("win11", "11"),
        ("win2k25", "Server 2025"),
    ];

    private static readonly Dictionary<string, string> Builds = new(StringComparer.Ordinal)
    {
        ["6000"] = "Vista",
        ["6001"] = "Server 2008",
        ["7600"] = "7, Server 2008 R2",
        ["7601"] = "7 SP1, Server 2008 R2 SP1",
        ["9200"] = "8, Server 2012",
        ["9600"] = "8.1, Server 2012 R2",
        ["10240"] = "10, Server 2016",
        ["14393"] = "10 version 1607, Server 2016",
        ["17763"] = "10 version 1809, Server 2019",
        ["19041"] = "10 version 2004, Server 2022",
        ["20348"] = "Server 2022, 11",
        ["22000"] = "11, Server 2025",
        ["26100"] = "11 version 24H2, Server 2025",
    };

    // ID of os-release(5) and the letters of osinfo short ids.
    private static readonly Dictionary<string, string> Distros = new(StringComparer.Ordinal)
    {
        ["almalinux"] = "AlmaLinux",
        ["alpine"] = "Alpine",
        ["alpinelinux"] = "Alpine",
        ["amzn"] = "Amazon Linux",
        ["arch"] = "Arch Linux",
        ["archlinux"] = "Arch Linux",
        ["centos"] = "CentOS",
        ["centos-stream"] = "CentOS Stream",
        ["debian"] = "Debian",
        ["fedora"] = "Fedora",
        ["gentoo"] = "Gentoo",
        ["nixos"] = "NixOS",
        ["ol"] = "Oracle Linux",
        ["openeuler"] = "openEuler",
        ["opensuse"] = "openSUSE",
        ["opensuse-leap"] = "openSUSE Leap",
        ["opensuse-tumbleweed"] = "openSUSE Tumbleweed",
        ["rhel"] = "RHEL",
        ["rocky"] = "Rocky Linux",
        ["sle"] = "SLE",
        ["sled"] = "SLED",
        ["sles"] = "SLES",
        ["suse"] = "SUSE",
        ["ubuntu"] = "Ubuntu",
        ["void"] = "Void Linux",
    };

    private static readonly Dictionary<string, string> Systems = new(StringComparer.Ordinal)
    {
        ["freebsd"] = "FreeBSD",
        ["netbsd"] = "NetBSD",
        ["openbsd"] = "OpenBSD",
    };

    public static string System(string os) => Systems.GetValueOrDefault(os, os);

    public static string Distro(string id) => Distros.GetValueOrDefault(id, id);

    /// <summary>Its place in time, and its name without "Windows"; null for what is none we know.</summary>
    public static (int Order, string Name)? Windows(string platform)
    {
        var at = Array.FindIndex(WindowsIds, w => w.Id == platform);
        return at < 0 ? null : (at, WindowsIds[at].Name);
    }

    /// <summary>What began with a build, such as <c>7601</c>; null when nothing did.</summary>
    public static string? WindowsBuild(string build) => Builds.GetValueOrDefault(build);

    /// <summary><c>debian12</c> is <c>Debian 12</c>.</summary>
    public static string LinuxPlatform(string platform)
    {
        var (letters, number) = Cut(platform);
        return Distros.TryGetValue(letters, out var name) ? $"{name} {number}".TrimEnd() : platform;
    }

    /// <summary><c>freebsd14.1</c> is <c>FreeBSD 14.1</c>; null for what is no such system.</summary>
    public static string? OtherPlatform(string platform)
    {
        var (letters, number) = Cut(platform);
        return Systems.TryGetValue(letters, out var name) ? $"{name} {number}".TrimEnd() : null;
    }

    private static (string Letters, string Number) Cut(string platform)
    {
        var digit = platform.IndexOfAny([.. "0123456789"]);
        return digit < 0 ? (platform, "") : (platform[..digit].TrimEnd('-'), platform[digit..]);
    }
}
