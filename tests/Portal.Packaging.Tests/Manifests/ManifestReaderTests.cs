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
    public void A_manifest_may_say_where_it_is_developed_and_what_built_it()
    {
        var manifest = A.Manifest(
            $"""
            {QemuGuestAgent}
            homepage: https://www.qemu.org/
            build: http://ci.example.org/qemu/jobs/17?a=b
            """
        );

        Assert.Equal("https://www.qemu.org/", manifest.Homepage?.ToString());
        Assert.Equal("http://ci.example.org/qemu/jobs/17?a=b", manifest.Build?.ToString());
    }

    [Theory]
    [InlineData("www.qemu.org")]
    [InlineData("/jobs/17")]
    [InlineData("ftp://example.org/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:secret@example.org/")]
    public void An_address_that_is_no_page_is_refused(string address)
    {
        var result = ManifestReader.Read(
            Encoding.UTF8.GetBytes($"{QemuGuestAgent}\nbuild: \"{address}\"\n")
        );

        var finding = Assert.Single(result.Findings);
        Assert.Equal(("manifest.address", 23), (finding.Rule, finding.Line));
    }

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
            component.yaml:1: manifest.component: 'Qemu_Agent' is not a component name. A name has 1 to 63 of the characters a-z 0-9 - and does not begin with '-'; names of devices (con, nul, com1) and latest, rollout, root, snapshot, targets or timestamp are taken.
            component.yaml:1: manifest.key.required: The key 'summary' is missing. Add 'summary: what it is, in one line'.
            component.yaml:2: manifest.version: 'v7' is not a version. A version begins with a digit and has at most 64 characters, of 0-9, A-Z, a-z and '.~+-:'.
            component.yaml:3: manifest.key.unknown: The key 'sumary' is unknown here. Did you mean 'summary'?
            component.yaml:4: manifest.license: 'GPL v2' is not an SPDX license expression: Between two licenses stands AND, OR or WITH, not 'v2'. For a license that SPDX does not list, write 'LicenseRef-<name>' and name its text in 'license-files'.
            component.yaml:5: manifest.path: '/etc/passwd' in 'license-files' names no files: A path is relative to the component's root.
            component.yaml:5: manifest.path: '../up' in 'license-files' names no files: A path has no '.' and no '..'.
            component.yaml:5: manifest.path: 'a\b' in 'license-files' names no files: Folders are separated by '/', on every system.
            component.yaml:5: manifest.path: '**/x' in 'license-files' names no files: A '*' stands for characters of one name; there is no '**'.
            component.yaml:5: manifest.path: '{version}.txt' in 'license-files' names no files: The only placeholder is {arch}.
            component.yaml:5: manifest.path: 'C:/x' in 'license-files' names no files: A path is relative to the component's root.
            component.yaml:6: manifest.list.empty: The list 'sources' is empty. Leave the key out.
            component.yaml:7: manifest.key.type: 'redistribute' is true or false, not text.
            component.yaml:8: manifest.key.type: 'changes' is text, not a list.
            component.yaml:9: manifest.list.duplicate: 'virtio-serial' stands twice in 'requires'.
            component.yaml:9: manifest.requires: 'Foo' is not a component name. Remove it from 'requires'.
            component.yaml:9: manifest.requires: 'guest-tools-installer' is on every image and is never installed. Remove it from 'requires'.
            component.yaml:10: manifest.after.redundant: 'virtio-serial' stands in both 'requires' and 'after'. 'requires' sets the order already; remove it from 'after'.
            component.yaml:11: manifest.stage: 'agents' is not a stage. Did you mean 'agent'?
            component.yaml:12: manifest.key.duplicate: The key 'stage' stands here already in line 11. Keep one of them.
            component.yaml:14: manifest.when.distro: 'Debian' is not an id for 'distro'. An id has the characters a-z 0-9 . _ - and begins with a letter or digit, as 'debian' and 'win2k22' do.
            component.yaml:14: manifest.when.version: '>=bookworm' is not a range of versions. A version begins with a digit and has at most 64 characters, of 0-9, A-Z, a-z and '.~+-:'.
            component.yaml:14: manifest.when.arch: The architecture 'pdp11' is unknown. Known are x86_64, x86, aarch64, armv7, ppc64le, s390x, riscv64, loongarch64, and their usual spellings.
            component.yaml:14: manifest.install.kind: An entry of 'install' is of one kind, not deb and rpm. Give exactly one of deb, rpm, msi, exe, inf, script.
            component.yaml:17: manifest.when.contradiction: 'distro' says nothing about 'windows', so this entry never matches it. Remove 'distro', or make an entry of its own.
            component.yaml:17: manifest.when.build: '7601.x' is not a range of numbers. Its bounds are numbers with dots, at most 9 digits each: '>=22.04'.
            component.yaml:18: manifest.install.files: An entry of kind 'msi' installs one file, not 2. Make an entry for each, with the guests it is for.
            component.yaml:19: manifest.install.os: The kind 'msi' is for windows, not for 'linux'. Write 'os: windows' or leave it out.
            component.yaml:19: manifest.when.edition: 'home' is unknown as 'edition'. Known are client, server.
            component.yaml:19: manifest.list.duplicate: 'x64' is x86_64, which stands in 'arch' already.
            component.yaml:20: manifest.path: 'folder/' in 'msi' is a folder. Name the files: 'folder/*.deb'.
            component.yaml:21: manifest.install.os: A script is for one kind of system, and this entry does not say for which. Add 'when: { os: linux }' or another.
            component.yaml:22: manifest.install.arch: 'x_{arch}.deb' has an {arch}, and the entry names no architecture. Add 'when: { arch: [x86_64, aarch64] }' with those that are there.
            component.yaml:23: manifest.install.unreachable: This entry is never taken: the one in line 22 matches every guest that this one matches. Put the more special entry first.
            component.yaml:25: manifest.reboot: 'true' is unknown as 'reboot'. It is asked, always or never.
            component.yaml:26: manifest.key.type: 'msi' is text, not nothing.
            component.yaml:27: manifest.key.type: An entry of 'install' is a mapping, not text.
            component.yaml:28: manifest.install.kind: An entry of 'install' says what is installed; this one does not. Give exactly one of deb, rpm, msi, exe, inf, script.
            component.yaml:29: manifest.key.type: 'when' is a mapping, not a list.
            component.yaml:31: manifest.install.os: No script runs on both Windows and others. Make two entries.
            component.yaml:32: manifest.text.control-character: The text of 'script' has a line end or another control character.
            """,
            A.Listing(result.Findings)
        );
    }

    [Fact]
    public void The_installers_are_never_installed_themselves()
    {
        var result = Read(
            A.Yaml(
                InstallerComponent.Name,
                more: "stage: agent\nrequires: [a]\ninstall: [{ deb: a.deb }]"
            )
        );

        Assert.Equal(
            ["stage", "requires", "install"],
            result
                .Findings.Where(f => f.Rule == "manifest.installer")
                .Select(f => f.Message.Split('\'')[3])
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
        var paths = string.Join(
            ", ",
            Enumerable.Range(0, ManifestReader.MaximumPaths + 1).Select(n => $"f{n}")
        );
        var entries = string.Concat(
            Enumerable
                .Range(0, ManifestReader.MaximumEntries + 1)
                .Select(n => $"- {{ when: {{ platform: p{n} }}, deb: d }}\n")
        );

        Assert.Equal(
            ["manifest.list.long"],
            Read(A.Yaml("a", more: $"sources: [{paths}]")).Findings.Select(f => f.Rule)
        );
        Assert.Equal(
            ["manifest.list.long"],
            Read(A.Yaml("a", more: "install:\n" + entries)).Findings.Select(f => f.Rule)
        );
    }

    private static ManifestResult Read(string yaml) =>
        ManifestReader.Read(Encoding.UTF8.GetBytes(yaml));

    [Fact]
    public void An_empty_list_of_requirements_means_none()
    {
        var read = ManifestReader.Read(
            "component: a\nversion: 1\nsummary: A\nlicense: MIT\nrequires: []\nafter: []\n"u8.ToArray()
        );
        Assert.Empty(read.Findings);
        Assert.Empty(read.Manifest!.Requires);
    }
}
