namespace Portal.Installer.Tests;

public sealed class GuestDetectionTests : IDisposable
{
    private readonly Guest _guest = new();

    [Theory]
    [InlineData(
        "etc/os-release",
        "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\n",
        "linux debian 12 x86_64"
    )]
    [InlineData(
        "etc/os-release",
        "ID='opensuse-leap'\nVERSION_ID='15.5'",
        "linux opensuse-leap 15.5 x86_64"
    )]
    [InlineData("usr/lib/os-release", "ID=fedora\nVERSION_ID=40\n", "linux fedora 40 x86_64")]
    [InlineData(
        "etc/os-release",
        "ID=debian\nPRETTY_NAME=\"$(touch /tmp/owned) `x`\"\n",
        "linux debian ? x86_64"
    )]
    [InlineData("etc/redhat-release", "CentOS release 6.10 (Final)\n", "linux centos 6.10 x86_64")]
    [InlineData(
        "etc/redhat-release",
        "Red Hat Enterprise Linux Server release 6.9 (Santiago)\n",
        "linux rhel 6.9 x86_64"
    )]
    [InlineData(
        "etc/SuSE-release",
        "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\n",
        "linux sles 11 x86_64"
    )]
    [InlineData("etc/alpine-release", "3.4.6\n", "linux alpine 3.4.6 x86_64")]
    [InlineData("etc/debian_version", "6.0.10\n", "linux debian 6.0.10 x86_64")]
    [InlineData("etc/debian_version", "wheezy/sid\n", "linux debian ? x86_64")]
    [InlineData(
        "etc/lsb-release",
        "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\n",
        "linux ubuntu 10.04 x86_64"
    )]
    [InlineData("etc/nothing", "", "linux unknown ? x86_64")]
    public void The_guest_is_known_by_its_release_file(string file, string text, string expected)
    {
        _guest.Without("etc/os-release").Write(file, text).Disc.Burn();

        foreach (var shell in new[] { "dash", "mksh" })
        {
            Assert.Equal((0, $"This guest: {expected}\n"), _guest.Run(shell, "list"));
        }
    }

    [Theory]
    [InlineData("amd64", "x86_64")]
    [InlineData("i386", "x86")]
    [InlineData("arm64", "aarch64")]
    [InlineData("armhf", "armv7")]
    [InlineData("ppc64el", "ppc64le")]
    [InlineData("s390x", "s390x")]
    public void The_architecture_is_that_of_the_programs(string dpkg, string expected)
    {
        _guest.Program("dpkg", $"echo {dpkg}").Disc.Burn();

        Assert.Equal((0, $"This guest: linux debian 12 {expected}\n"), _guest.Run("dash", "list"));
    }

    [Theory]
    [InlineData("x86_64", "64", "x86_64")]
    [InlineData("x86_64", "32", "x86")]
    [InlineData("i686", "32", "x86")]
    [InlineData("armv7l", "32", "armv7")]
    [InlineData("aarch64", "64", "aarch64")]
    public void Without_dpkg_the_kernel_and_the_libc_tell_the_architecture(
        string machine,
        string bits,
        string expected
    )
    {
        _guest
            .Program("dpkg", "exit 1")
            .Program("uname", $"case $1 in -m) echo {machine} ;; *) echo Linux ;; esac")
            .Program("getconf", $"echo {bits}")
            .Disc.Burn();

        foreach (var shell in new[] { "dash", "bash --posix", "mksh" })
        {
            Assert.Equal(
                (0, $"This guest: linux debian 12 {expected}\n"),
                _guest.Run(shell, "list")
            );
        }
    }

    private static readonly (string Name, string Value, bool Fits)[] Conditions =
    [
        ("os", "linux", true),
        ("os", "freebsd,linux", true),
        ("os", "windows", false),
        ("distro", "debian,ubuntu", true),
        ("distro", "debian", false),
        ("distro", "ubunt", false),
        ("family", "debian", true),
        ("family", "ubuntu", true),
        ("family", "rhel", false),
        ("release", ">=22.04", true),
        ("release", ">=22.4 <23", true),
        ("release", ">22.04", false),
        ("release", "<=22.4", true),
        ("release", "=22.04", true),
        ("release", "=22", false),
        ("release", "<22.04.1", true),
        ("release", ">22", true),
        ("release", ">=9 <10", false),
        ("release", "<100", true),
        ("release", "*", true),
        ("platform", "debian12,ubuntu22.04", true),
        ("platform", "ubuntu22.10", false),
        ("arch", "aarch64,x86_64", true),
        ("arch", "x86", false),
        ("build", ">=7601", false),
        ("edition", "server", false),
    ];

    [Theory, ClassData(typeof(Shells))]
    public void A_row_is_taken_when_its_condition_holds(string shell)
    {
        _guest.Release("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"\n");
        foreach (var (index, condition) in Conditions.Index())
        {
            // The second would be for any Linux, and is of rpm's, which this guest is not.
            _guest
                .Disc.Row(
                    $"c{index}",
                    "1.0",
                    "script",
                    "projects/a",
                    "-",
                    (condition.Name, condition.Value)
                )
                .Row($"c{index}", "1.0", "rpm", "projects/b", "-", ("os", "linux"))
                .Row($"c{index}", "1.0", "deb", "projects/c", "-", ("os", "linux"))
                .Row($"c{index}", "1.0", "script", "projects/d", "-", ("os", "linux"));
        }

        _guest.Disc.Burn();

        var lines = _guest.Run(shell, "list").Output.Split('\n');

        Assert.Equal(
            Conditions.Select(
                (c, index) => $"c{index} 1.0: absent ({(c.Fits ? "script" : "deb")})"
            ),
            lines[1..^1]
        );
    }

    [Theory]
    [InlineData("ID=alpine\nVERSION_ID=3.19.1\n", "alpinelinux3")]
    [InlineData("ID=sles\nVERSION_ID=15.5\n", "sles15sp5")]
    [InlineData("ID=opensuse-leap\nVERSION_ID=15.5\n", "opensuse15.5")]
    [InlineData("NAME=\"CentOS Stream\"\nID=centos\nVERSION_ID=9\n", "centos-stream9")]
    [InlineData("ID=rhel\nVERSION_ID=9.4\n", "rhel9.4")]
    [InlineData("ID=arch\n", "archlinux")]
    [InlineData("ID=alpine\nVERSION_ID=3.19.1\n", "alpinelinux3.19")]
    [InlineData("ID=opensuse-tumbleweed\nVERSION_ID=20250101\n", "opensusetumbleweed")]
    public void A_platform_is_named_as_osinfo_names_it(string release, string platform)
    {
        _guest
            .Release(release)
            .Disc.Row("tool", "1.0", "script", "projects/tool/a", "-", ("platform", platform))
            .Burn();

        Assert.EndsWith(
            "tool 1.0: absent (script)\n",
            _guest.Run("dash", "list").Output,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _guest.Dispose();
}
