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

        foreach (var shell in Shells.All)
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

    [Theory]
    [InlineData("os", "linux", true)]
    [InlineData("os", "freebsd,linux", true)]
    [InlineData("os", "windows", false)]
    [InlineData("distro", "debian,ubuntu", true)]
    [InlineData("distro", "debian", false)]
    [InlineData("distro", "ubunt", false)]
    [InlineData("family", "debian", true)]
    [InlineData("family", "ubuntu", true)]
    [InlineData("family", "rhel", false)]
    [InlineData("release", ">=22.04", true)]
    [InlineData("release", ">=22.4 <23", true)]
    [InlineData("release", ">22.04", false)]
    [InlineData("release", "<=22.4", true)]
    [InlineData("release", "=22.04", true)]
    [InlineData("release", "=22", false)]
    [InlineData("release", "<22.04.1", true)]
    [InlineData("release", ">22", true)]
    [InlineData("release", ">=9 <10", false)]
    [InlineData("release", "<100", true)]
    [InlineData("release", "*", true)]
    [InlineData("platform", "debian12,ubuntu22.04", true)]
    [InlineData("platform", "ubuntu22.10", false)]
    [InlineData("arch", "aarch64,x86_64", true)]
    [InlineData("arch", "x86", false)]
    [InlineData("build", ">=7601", false)]
    [InlineData("edition", "server", false)]
    public void A_row_is_taken_when_its_condition_holds(string name, string value, bool fits)
    {
        _guest.Release("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"\n");
        _guest
            .Disc.Row("tool", "1.0", "script", "projects/tool/a", "-", (name, value))
            .Row("tool", "1.0", "rpm", "projects/tool/b", "-", ("os", "linux"))
            .Row("tool", "1.0", "script", "projects/tool/c", "-", ("os", "linux"))
            .Burn();

        foreach (var shell in Shells.All)
        {
            Assert.EndsWith(
                fits ? "\ntool 1.0: script\n" : "\ntool 1.0: unsupported (kind rpm)\n",
                _guest.Run(shell, "list").Output,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("ID=alpine\nVERSION_ID=3.19.1\n", "alpinelinux3")]
    [InlineData("ID=sles\nVERSION_ID=15.5\n", "sles15sp5")]
    [InlineData("ID=opensuse-leap\nVERSION_ID=15.5\n", "opensuse15.5")]
    [InlineData("NAME=\"CentOS Stream\"\nID=centos\nVERSION_ID=9\n", "centos-stream9")]
    [InlineData("ID=rhel\nVERSION_ID=9.4\n", "rhel9.4")]
    [InlineData("ID=arch\n", "archlinux")]
    public void A_platform_is_named_as_osinfo_names_it(string release, string platform)
    {
        _guest
            .Release(release)
            .Disc.Row("tool", "1.0", "script", "projects/tool/a", "-", ("platform", platform))
            .Burn();

        Assert.EndsWith(
            "tool 1.0: script\n",
            _guest.Run("dash", "list").Output,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _guest.Dispose();
}
