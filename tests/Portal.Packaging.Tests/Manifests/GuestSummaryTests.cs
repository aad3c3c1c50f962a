using System.Text;

namespace Portal.Packaging.Manifests;

public sealed class GuestSummaryTests
{
    [Fact]
    public void Entries_for_named_distros_and_architectures_are_named()
    {
        var guests = Of(
            """
              - when: { os: linux, distro: [debian, ubuntu], version: ">=10", arch: x86_64 }
                deb: a.deb
              - when: { os: linux, family: rhel, arch: aarch64 }
                rpm: a.rpm
            """
        );

        Assert.Equal(["Debian 10 or newer", "RHEL family", "Ubuntu 10 or newer"], guests.Linux);
        Assert.Empty(guests.Windows);
        Assert.Equal(["x86_64", "aarch64"], guests.Architectures);
    }

    [Fact]
    public void Windows_is_named_oldest_first_by_platform_and_build()
    {
        var guests = Of(
            """
              - when: { platform: [win11, win7, win2k22], arch: x86_64 }
                inf: "*.inf"
              - when: { os: windows, build: ">=7601", arch: [x86, x86_64] }
                msi: a.msi
            """
        );

        Assert.Equal(
            ["7", "Server 2022", "11", "7 SP1, Server 2008 R2 SP1 or newer"],
            guests.Windows
        );
        Assert.Empty(guests.Linux);
    }

    [Fact]
    public void What_is_for_any_guest_comes_last()
    {
        var guests = Of(
            """
              - when: { os: linux, platform: debian12 }
                script: install.sh
              - when: { os: freebsd, platform: freebsd14.1 }
                script: install.sh
              - when: { os: [linux, freebsd] }
                script: install.sh
            """,
            """
              - when: { distro: ubuntu }
                deb: a.deb
              - deb: a.deb
            """
        );

        Assert.Equal(["Debian 12", "Ubuntu", "any", "any with dpkg"], guests.Linux);
        Assert.Equal(["FreeBSD", "FreeBSD 14.1"], guests.Others);
        Assert.Empty(guests.Architectures);
    }

    private static GuestSummary Of(params string[] installs) =>
        GuestSummary.Of(installs.Select(Manifest));

    private static ComponentManifest Manifest(string install)
    {
        var read = ManifestReader.Read(
            Encoding.UTF8.GetBytes(
                $"component: sample\nversion: 1.0\nsummary: A sample\nlicense: MIT\ninstall:\n{install}\n"
            )
        );
        Assert.True(read.Manifest is not null, string.Join('\n', read.Findings));
        return read.Manifest!;
    }
}
