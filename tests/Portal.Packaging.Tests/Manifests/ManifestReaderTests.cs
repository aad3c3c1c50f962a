using System.Text;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string QemuGuestAgent = """
        component: qemu-guest-agent
        version: 7.2.22-1                  # a comment
        summary: QEMU guest agent
        license: GPL-2.0-or-later
        license-files: [LICENSE, "linux/COPYING*"]
        sources: src/
        redistribute: false
        changes: |
          - fixes CVE-...
          - speaks more
        requires: [virtio-serial]
        after: viostor
        stage: agent
        install:
          - when: { os: linux, distro: [debian, ubuntu], version: ">=10", arch: amd64 }
            deb: linux/qemu-guest-agent_*_amd64.deb
          - when: { platform: [win11, win2k22], arch: x86_64 }
            inf: NetKVM/w11/amd64/*.inf
          - when: { os: windows, build: ">=7601", edition: server, arch: [x86, x64] }
            msi: windows/qemu-ga-{arch}.msi
          - when: { os: [linux, freebsd], family: rhel }
            script: install.sh
        """;

    [Fact]
    public void All_keys_are_read()
    {
        var manifest = A.Manifest(QemuGuestAgent);

        Assert.Equal("qemu-guest-agent", manifest.Component);
        Assert.Equal("7.2.22-1", manifest.Version.Text);
        Assert.Equal("QEMU guest agent", manifest.Summary);
        Assert.Equal("GPL-2.0-or-later", manifest.License);
        Assert.Equal(["LICENSE", "linux/COPYING*"], manifest.LicenseFiles.Select(f => f.Text));
        Assert.Equal(["src/"], manifest.Sources.Select(f => f.Text));
        Assert.False(manifest.Redistribute);
        Assert.Equal("- fixes CVE-...\n- speaks more\n", manifest.Changes);
        Assert.Equal(["virtio-serial"], manifest.Requires);
        Assert.Equal(["viostor"], manifest.After);
        Assert.Equal(Stage.Agent, manifest.Stage);
        Assert.Equal(
            [InstallKind.Deb, InstallKind.Inf, InstallKind.Msi, InstallKind.Script],
            manifest.Install.Select(entry => entry.Kind)
        );
        Assert.Equal([15, 17, 19, 21], manifest.Install.Select(entry => entry.Line));

        var (deb, inf, msi, script) = (
            manifest.Install[0].When,
            manifest.Install[1].When,
            manifest.Install[2].When,
            manifest.Install[3].When
        );
        Assert.Equal(["debian", "ubuntu"], deb.Distro);
        Assert.Equal(">=10", deb.Version!.ToString());
        Assert.Equal(["x86_64"], deb.Arch);
        Assert.Equal(["win11", "win2k22"], inf.Platform);
        Assert.Equal(["windows"], inf.Os);
        Assert.Equal(["x86", "x86_64"], msi.Arch);
        Assert.Equal(["server"], msi.Edition);
        Assert.Equal(">=7601", msi.Build!.ToString());
        Assert.Equal(["linux", "freebsd"], script.Os);
        Assert.Equal(["rhel"], script.Family);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var manifest = A.Manifest(A.Yaml("spice-vdagent"));

        Assert.True(manifest.Redistribute);
        Assert.Equal(Stage.Default, manifest.Stage);
        Assert.Null(manifest.Changes);
        Assert.Empty(manifest.Requires);
        Assert.Empty(manifest.Install);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void Line_ends_and_a_byte_order_mark_do_not_matter(string lineEnd)
    {
        var text = "\ufeff" + QemuGuestAgent.Replace("\n", lineEnd, StringComparison.Ordinal);

        var manifest = A.Manifest(text);

        Assert.Equal("- fixes CVE-...\n- speaks more\n", manifest.Changes);
        Assert.Equal(21, manifest.Install[3].Line);
    }

    [Fact]
    public void Every_mistake_of_a_horrible_manifest_is_reported_at_once()
    {
        var result = Read(
            """
            component: Qemu_Agent
            version: v7
            sumary: QEMU guest agent
            license: GPL v2
            license-files: [/etc/passwd, ../up, a\b, "**/x", "{version}.txt", "C:/x"]
            sources: []
            redistribute: "yes"
            changes: [one, two]
            requires: [virtio-serial, virtio-serial, Foo, guest-tools-installer]
            after: [virtio-serial]
            stage: agents
            stage: agent
            install:
              - when: { os: linux, distro: Debian, version: ">=bookworm", arch: pdp11 }
                deb: linux/*.deb
                rpm: linux/*.rpm
              - when: { os: windows, distro: debian, build: 7601.x }
                msi: [a.msi, b.msi]
              - when: { os: linux, edition: home, arch: [amd64, x64] }
                msi: folder/
              - script: install.sh
              - deb: x_{arch}.deb
              - when: { distro: debian }
                deb: y.deb
                reboot: true
              - msi:
              - just text
              - {}
              - when: []
                exe: setup.exe
              - when: { os: [linux, windows] }
                script: "a\tb"
            """
        );

        Assert.Null(result.Manifest);
        Assert.Equal(
            """
            SNAPSHOT
            """,
            A.Listing(result.Findings)
        );
    }

    [Fact]
    public void The_installers_are_never_installed_themselves()
    {
        var result = Read(A.Yaml(InstallerComponent.Name, more: "stage: agent\nrequires: [a]\ninstall: [{ deb: a.deb }]"));

        Assert.Equal(
            ["stage", "requires", "install"],
            result.Findings.Where(f => f.Rule == "manifest.installer").Select(f => f.Message.Split('\'')[3])
        );
    }

    [Fact]
    public void An_own_license_comes_with_its_text()
    {
        var yaml = "component: a\nversion: 1\nsummary: s\nlicense: LicenseRef-Own\n";

        Assert.Equal(["manifest.license.text"], Read(yaml).Findings.Select(f => f.Rule));
        A.Manifest(yaml + "license-files: OWN.txt\n");
    }

    [Theory]
    [InlineData("con")]
    [InlineData("nul")]
    [InlineData("com1")]
    [InlineData("latest")]
    [InlineData("-a")]
    [InlineData("a/b")]
    public void Names_that_no_folder_or_link_can_have_are_refused(string name) =>
        Assert.Equal(["manifest.component"], Read(A.Yaml(name)).Findings.Select(f => f.Rule));

    [Fact]
    public void Too_many_paths_and_entries_are_refused()
    {
        var paths = string.Join(", ", Enumerable.Range(0, ManifestReader.MaximumPaths + 1).Select(n => $"f{n}"));
        var entries = string.Concat(
            Enumerable.Range(0, ManifestReader.MaximumEntries + 1).Select(n => $"- {{ when: {{ platform: p{n} }}, deb: d }}\n")
        );

        Assert.Equal(["manifest.list.long"], Read(A.Yaml("a", more: $"sources: [{paths}]")).Findings.Select(f => f.Rule));
        Assert.Equal(["manifest.list.long"], Read(A.Yaml("a", more: "install:\n" + entries)).Findings.Select(f => f.Rule));
    }

    private static ManifestResult Read(string yaml) => ManifestReader.Read(Encoding.UTF8.GetBytes(yaml));
}
