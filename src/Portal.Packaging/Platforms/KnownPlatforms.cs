using Portal.Packaging.Manifests;

namespace Portal.Packaging.Platforms;

/// <summary>
/// The platforms that can be shown beforehand. A manifest may name others; osinfo-db of an old distribution knows fewer.
/// Sources: osinfo-db (data/os), os-release(5) of each, release notes for the architectures, Windows release information.
/// </summary>
public static class KnownPlatforms
{
    private const string Debian = "x86_64 x86 aarch64 armv7 ppc64le s390x";
    private const string Ubuntu = "x86_64 aarch64 armv7 ppc64le s390x";
    private const string RedHat = "x86_64 aarch64 ppc64le s390x";

    /// <summary>Linux by distribution and age, then the BSDs, then Windows by age.</summary>
    public static IReadOnlyList<Platform> All { get; } =
    [
        .. Deb("debian", "", Debian, "8 9 10 11 12"),
        .. Deb("debian", "", Debian + " riscv64", "13"),
        .. Deb("ubuntu", "debian", Ubuntu + " x86", "14.04 16.04 18.04"),
        .. Deb("ubuntu", "debian", Ubuntu + " riscv64", "20.04 22.04 24.04"),
        .. Rpm("rhel", "fedora", "x86_64 x86", "6"),
        .. Rpm("rhel", "fedora", RedHat, "7 8 9"),
        .. Rpm("rhel", "centos fedora", RedHat, "10"),
        .. Rpm("centos", "rhel fedora", "x86_64 x86", "6"),
        .. Rpm("centos", "rhel fedora", "x86_64 aarch64 ppc64le", "7"),
        .. Rpm("centos", "rhel fedora", RedHat, "9 10", "centos-stream"),
        .. Rpm("almalinux", "rhel centos fedora", RedHat, "8 9 10"),
        .. Rpm("rocky", "rhel centos fedora", RedHat, "8 9 10"),
        .. Rpm("ol", "fedora", "x86_64 aarch64", "7 8 9 10"),
        .. Rpm("fedora", "", RedHat, "40 41 42 43"),
        .. Sles("12.5 15.5 15.6 15.7"),
        .. Rpm("opensuse-leap", "suse opensuse", RedHat, "15.5 15.6", "opensuse"),
        .. Linux(
            "alpine",
            "",
            "x86_64 x86 aarch64 armv7 ppc64le s390x riscv64",
            "3.20 3.21 3.22",
            "alpinelinux"
        ),
        Rolling("arch", "archlinux", "x86_64"),
        Rolling("gentoo", "gentoo", "x86_64 x86 aarch64 armv7 ppc64le s390x riscv64"),
        .. Bsd("freebsd", "13.5 14.3"),
        .. Bsd("netbsd", "10.1"),
        .. Bsd("openbsd", "7.7"),
        Windows("win7", "7601", "client", "x86_64 x86"),
        Windows("win2k8r2", "7601", "server", "x86_64"),
        Windows("win8", "9200", "client", "x86_64 x86"),
        Windows("win2k12", "9200", "server", "x86_64"),
        Windows("win8.1", "9600", "client", "x86_64 x86"),
        Windows("win2k12r2", "9600", "server", "x86_64"),
        Windows("win10", "19045", "client", "x86_64 x86 aarch64"),
        Windows("win2k16", "14393", "server", "x86_64"),
        Windows("win2k19", "17763", "server", "x86_64"),
        Windows("win2k22", "20348", "server", "x86_64"),
        Windows("win11", "26100", "client", "x86_64 aarch64"),
        Windows("win2k25", "26100", "server", "x86_64"),
    ];

    private static IEnumerable<Platform> Deb(
        string distro,
        string like,
        string architectures,
        string versions
    ) => Linux(distro, like, architectures, versions, distro, InstallKind.Deb);

    private static IEnumerable<Platform> Rpm(
        string distro,
        string like,
        string architectures,
        string versions,
        string? name = null
    ) => Linux(distro, like, architectures, versions, name ?? distro, InstallKind.Rpm);

    // SUSE's service packs: osinfo's sles15sp6 is 15.6.
    private static IEnumerable<Platform> Sles(string versions) =>
        Rpm("sles", "suse", RedHat, versions)
            .Select(platform =>
            {
                var id =
                    $"sles{platform.Facts.Version!.Replace(".", "sp", StringComparison.Ordinal)}";
                return platform with
                {
                    Id = id,
                    Facts = platform.Facts with { Platforms = [id, .. platform.Facts.Platforms] },
                };
            });

    private static IEnumerable<Platform> Linux(
        string distro,
        string like,
        string architectures,
        string versions,
        string name,
        InstallKind? packages = null
    ) => Unix("linux", distro, like, architectures, versions, name, packages);

    private static IEnumerable<Platform> Bsd(string system, string versions) =>
        Unix(system, system, "", "x86_64 aarch64", versions, system, null);

    private static IEnumerable<Platform> Unix(
        string system,
        string distro,
        string like,
        string architectures,
        string versions,
        string name,
        InstallKind? packages
    ) =>
        versions
            .Split(' ')
            .Select(version => new Platform(
                name + version,
                new Guest
                {
                    System = system,
                    Distro = distro,
                    Like = Words(like),
                    Version = version,
                    Platforms =
                        version.Split('.')[0] is var major && major == version
                            ? [name + version]
                            : [name + version, name + major],
                    Architecture = Words(architectures)[0],
                    Packages = packages,
                },
                Words(architectures)
            ));

    private static Platform Rolling(string distro, string name, string architectures) =>
        new(
            name,
            new Guest
            {
                System = "linux",
                Distro = distro,
                Platforms = [name],
                Architecture = Words(architectures)[0],
            },
            Words(architectures)
        );

    private static Platform Windows(
        string id,
        string build,
        string edition,
        string architectures
    ) =>
        new(
            id,
            new Guest
            {
                System = "windows",
                Platforms = [id],
                Build = build,
                Edition = edition,
                Architecture = Words(architectures)[0],
            },
            Words(architectures)
        );

    private static string[] Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
