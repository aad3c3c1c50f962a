using Portal.Packaging.Manifests;
using Portal.Packaging.Platforms;
using Portal.Packaging.Tests.Manifests;

namespace Portal.Packaging.Tests.Platforms;

public sealed class PlatformMatrixTests
{
    private static readonly ComponentManifest Agent = A.Manifest(
        A.Yaml(
            "agent",
            more: """
            install:
              - when: { distro: [debian, ubuntu], version: ">=12", arch: [x86_64, arm64] }
                deb: a_{arch}.deb
              - when: { family: rhel, version: ">=8 <10" }
                rpm: a.rpm
              - when: { platform: [sles15sp6, alpinelinux3, haiku9], os: linux }
                script: a.sh
              - when: { build: ">=22000", edition: client }
                msi: a.msi
              - when: { platform: win2k22 }
                exe: a.exe
              - when: { os: [freebsd] }
                script: a.sh
            """
        )
    );

    [Theory]
    [InlineData("debian12", "x86_64", 1)]
    [InlineData("debian13", "aarch64", 1)]
    [InlineData("debian12", "s390x", null)]
    [InlineData("debian11", "x86_64", null)]
    [InlineData("ubuntu22.04", "x86_64", 1)]
    [InlineData("rhel8", "x86_64", 2)]
    [InlineData("rocky9", "ppc64le", 2)]
    [InlineData("rhel10", "x86_64", null)]
    [InlineData("fedora42", "x86_64", null)]
    [InlineData("sles15sp6", "x86_64", 3)]
    [InlineData("sles15sp5", "x86_64", null)]
    [InlineData("alpinelinux3.20", "riscv64", 3)]
    [InlineData("win11", "aarch64", 4)]
    [InlineData("win10", "x86_64", null)]
    [InlineData("win2k22", "x86_64", 5)]
    [InlineData("win2k25", "x86_64", null)]
    [InlineData("freebsd14.3", "x86_64", 6)]
    [InlineData("openbsd7.7", "x86_64", null)]
    public void Each_platform_takes_the_first_entry_that_matches(
        string platform,
        string architecture,
        int? entry
    )
    {
        var cell = Assert.Single(
            PlatformMatrix.Of(Agent).Cells,
            c => c.Platform == platform && c.Architecture == architecture
        );

        Assert.Equal(entry is { } number ? Agent.Install[number - 1] : null, cell.Entry);
    }

    [Fact]
    public void A_platform_that_is_not_known_is_named() =>
        Assert.Equal(["haiku9"], PlatformMatrix.Of(Agent).Unknown);

    [Fact]
    public void A_platform_has_one_row_and_only_architectures_that_there_are()
    {
        Assert.Distinct(KnownPlatforms.All.Select(p => p.Id));
        Assert.All(
            KnownPlatforms.All,
            platform =>
            {
                Assert.Contains(platform.Id, platform.Facts.Platforms);
                Assert.All(
                    platform.Architectures,
                    a => Assert.Equal(a, Architectures.Canonical(a))
                );
                Assert.Null(platform.On("pdp11"));
            }
        );
    }

    [Theory]
    [InlineData("9", "10", -1)]
    [InlineData("10", "10.0", -1)]
    [InlineData("22.04", "22.4", 0)]
    [InlineData("3.20.1", "3.20", 1)]
    [InlineData("15-SP4", "15", 0)]
    [InlineData("", "1", -1)]
    public void Versions_of_guests_are_compared_number_by_number(
        string left,
        string right,
        int expected
    ) => Assert.Equal(expected, Math.Sign(EntryChoice.CompareNumbers(left, right)));
}
