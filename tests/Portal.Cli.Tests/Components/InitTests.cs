using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Cli.Components;
using Portal.Cli.Tests.Packages;
using Portal.Cli.Tests.Testing;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Tests.Components;

public sealed class InitTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Theory]
    [InlineData("gzip")]
    [InlineData("none")]
    [InlineData("xz")]
    [InlineData("zstd")]
    public async Task Name_and_version_come_from_a_debian_package(string compression)
    {
        // The file's name says something else: the control data decides.
        await Built.DebAsync(
            Path.Combine(Folder("agent"), "linux/other_9_amd64.deb"),
            compression,
            "1:7.2-1~deb12",
            more: "Depends: libc6 (>= 2.34)\n"
        );

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("my-agent", answer.Json.GetProperty("component").GetString());
        Assert.Equal("1:7.2-1~deb12", answer.Json.GetProperty("version").GetString());
        var manifest = await ManifestAsync("agent");
        Assert.Contains(
            "  - when: { family: debian, arch: x86_64 }\n    deb: linux/other_9_amd64.deb\n",
            manifest,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "# linux/other_9_amd64.deb: depends on libc6 (>= 2.34)\n",
            manifest,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "summary: \"An agent: \\\"quoted\\\"\"",
            manifest,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_package_that_cannot_be_read_is_told_by_its_file_name()
    {
        var file = Path.Combine(Folder("agent"), "my-agent_3%3a7.2_arm64.deb");
        await Built.DebAsync(file, "xz", "9");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(150, 20).Clear();
        await File.WriteAllBytesAsync(file, bytes);

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal("my-agent", answer.Json.GetProperty("component").GetString());
        Assert.Equal("3:7.2", answer.Json.GetProperty("version").GetString());
        var unread = Assert.Single(answer.Json.GetProperty("unread").EnumerateArray());
        Assert.Equal("my-agent_3%3a7.2_arm64.deb", unread.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Name_version_and_license_come_from_an_rpm()
    {
        await Built.RpmAsync(Path.Combine(Folder("agent"), "anything.rpm"));
        await Built.RpmAsync(Path.Combine(Folder("agent"), "source.src.rpm"), isSource: true);

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal("my-tool", answer.Json.GetProperty("component").GetString());
        Assert.Equal("2:1.5-3", answer.Json.GetProperty("version").GetString());
        Assert.StartsWith(
            """
            component: my-tool
            version: "2:1.5-3"
            summary: "A tool"
            license: "MIT AND BSD-3-Clause"
            homepage: "https://example.org/tool"
            sources: [source.src.rpm]

            """,
            await ManifestAsync("agent"),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "  - when: { family: [fedora, rhel] }\n    rpm: anything.rpm\n",
            await ManifestAsync("agent"),
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await _gtp.RunAsync("component", "lint", Folder("agent"))).ExitCode);
    }

    [Fact]
    public async Task Name_version_and_architecture_come_from_a_windows_installer_package()
    {
        var file = Path.Combine(Folder("agent"), "setup.msi");
        await Built.MsiAsync(file);

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal("my-agent", answer.Json.GetProperty("component").GetString());
        Assert.Equal("7.2.1", answer.Json.GetProperty("version").GetString());
        var manifest = await ManifestAsync("agent");
        Assert.Contains("summary: \"My Agent by Example\"", manifest, StringComparison.Ordinal);
        Assert.Contains(
            "  - when: { os: windows, arch: x86_64 }\n    msi: setup.msi\n",
            manifest,
            StringComparison.Ordinal
        );

        Assert.Matches(@"\A# setup\.msi: product code \{[0-9A-F-]{36}\}\n", manifest);

        // Whatever is wrong with it, something is written, and said.
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..3000]);
        File.Delete(Path.Combine(Folder("agent"), "component.yaml"));
        var damaged = await _gtp.RunAsync("component", "init", Folder("agent"));
        Assert.Equal(0, damaged.ExitCode);
        Assert.Contains("setup.msi is told by its name alone.", damaged.Error, StringComparison.Ordinal);
        Assert.Contains("    msi: setup.msi\n", await ManifestAsync("agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_of_a_driver_comes_from_its_inf()
    {
        _gtp.Put(
            "viostor/viostor.inf",
            "[Version]\nSignature=\"$WINDOWS NT$\"\nClass=SCSIAdapter\nProvider=Vendor\nDriverVer=05/12/2026,100.101.104.27100\n"
                + "[Manufacturer]\n%V%=Models,NTamd64\n[Models.NTamd64]\n%D%=Install,PCI\\VEN_1AF4\n[Strings]\nV=\"Vendor\"\nD=\"Virtio disk\"\n"
        );

        var answer = await _gtp.RunAsync("component", "init", Folder("viostor"), "--json");

        Assert.Equal("viostor", answer.Json.GetProperty("component").GetString());
        Assert.Equal("100.101.104.27100", answer.Json.GetProperty("version").GetString());
        var manifest = await ManifestAsync("viostor");
        Assert.Contains("summary: \"Virtio disk\"", manifest, StringComparison.Ordinal);
        Assert.Contains("arch: x86_64 }\n    inf: viostor.inf\n", manifest, StringComparison.Ordinal);
        Assert.Contains("\nstage: storage\n", manifest, StringComparison.Ordinal);
        Assert.StartsWith(
            "# viostor.inf: class SCSIAdapter, by Vendor\n",
            manifest,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Drivers_go_to_the_windows_that_their_decorations_and_folders_name()
    {
        _gtp.Put("net/old/netkvm.inf", Inf("Net", "NTx86.6.1", "NTamd64.6.1"));
        _gtp.Put("net/new/netkvm.inf", Inf("Net", "NTamd64.10.0...17763"));
        _gtp.Put("net/new/extra.inf", Inf("Net", "NTamd64.10.0"));
        _gtp.Put("net/2k3/amd64/netkvm.inf", Inf("Net", "NTamd64"));
        _gtp.Put("net/2k3/x86/netkvm.inf", Inf("Net", "NTx86"));

        await _gtp.RunAsync("component", "init", Folder("net"), "--license", "MIT");

        Assert.EndsWith(
            """
            stage: network
            install:            # the first entry that matches a guest is taken
              - when: { platform: [win2k3, win2k3r2], arch: x86 }
                inf: "2k3/x86/netkvm.inf"
              - when: { platform: [win2k3, win2k3r2], arch: x86_64 }
                inf: "2k3/amd64/netkvm.inf"
              - when: { os: windows, build: ">=17763", arch: x86_64 }
                inf: [new/extra.inf, new/netkvm.inf]
              - when: { os: windows, build: ">=10240", arch: x86_64 }
                inf: [new/extra.inf, old/netkvm.inf]
              - when: { os: windows, build: ">=7600", arch: [x86, x86_64] }
                inf: old/netkvm.inf

            """,
            await ManifestAsync("net"),
            StringComparison.Ordinal
        );
        var lint = await _gtp.RunAsync("component", "lint", Folder("net"));
        Assert.True(lint.ExitCode == 0, lint.Out + lint.Error);
    }

    [Fact]
    public async Task Packages_for_any_architecture_go_with_those_for_one_and_only_the_newest_of_each()
    {
        var folder = Folder("agent");
        await Built.DebAsync(Path.Combine(folder, "old.deb"), version: "1.9");
        await Built.DebAsync(Path.Combine(folder, "new.deb"), version: "1.10");
        await Built.DebAsync(Path.Combine(folder, "arm.deb"), architecture: "arm64");
        await Built.DebAsync(
            Path.Combine(folder, "data.deb"),
            package: "my-data",
            architecture: "all"
        );

        await _gtp.RunAsync("component", "init", folder, "--license", "MIT");

        Assert.EndsWith(
            """
              - when: { family: debian, arch: aarch64 }
                deb: [arm.deb, data.deb]
              - when: { family: debian, arch: x86_64 }
                deb: [data.deb, new.deb]

            """,
            await ManifestAsync("agent"),
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await _gtp.RunAsync("component", "lint", folder)).ExitCode);
    }

    [Fact]
    public async Task What_no_guest_could_take_is_left_as_a_comment()
    {
        _gtp.Put("agent/agent-x64.msi", "");
        _gtp.Put("agent/agent-x64.exe", "");
        _gtp.Put("agent/no-script.sh", "echo without an interpreter\n");
        _gtp.Put("agent/setup.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n");

        await _gtp.RunAsync("component", "init", Folder("agent"));

        var manifest = await ManifestAsync("agent");
        Assert.Contains("license: \"Apache-2.0\"\n", manifest, StringComparison.Ordinal);
        Assert.EndsWith(
            """
              - when: { os: windows, arch: x86_64 }
                msi: agent-x64.msi
              - when: { os: linux }
                script: setup.sh
              # What follows is for guests that an entry above takes already: choose.
              #   - when: { os: windows, arch: x86_64 }
              #     exe: agent-x64.exe

            """,
            manifest,
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await _gtp.RunAsync("component", "lint", Folder("agent"))).ExitCode);
    }

    [Fact]
    public async Task A_license_text_without_a_known_name_is_the_license()
    {
        _gtp.Put("my-tool/LICENSE.txt", "You may.");
        _gtp.Put("my-tool/install.sh", "#!/bin/sh\n");

        await _gtp.RunAsync("component", "init", Folder("my-tool"));

        Assert.Contains(
            "license: \"LicenseRef-my-tool\"\nlicense-files: [LICENSE.txt]\n",
            await ManifestAsync("my-tool"),
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await _gtp.RunAsync("component", "lint", Folder("my-tool"))).ExitCode);
    }

    [Fact]
    public async Task A_license_that_is_none_is_a_wrong_command_line()
    {
        _gtp.Put("agent/install.sh", "#!/bin/sh\n");

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--license", "MIT or");

        Assert.Equal(2, answer.ExitCode);
        Assert.Equal(["install.sh"], Directory.EnumerateFiles(Folder("agent")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Pipes_and_circles_of_links_are_passed_over()
    {
        _gtp.Put("agent/install.sh", "#!/bin/sh\n");
        Directory.CreateSymbolicLink(Path.Combine(Folder("agent"), "again"), Folder("agent"));
        await Tool.RunAsync("mkfifo", [Path.Combine(Folder("agent"), "a.deb")]);
        await Tool.RunAsync("mkfifo", [Path.Combine(Folder("agent"), "a.sh")]);

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"));

        Assert.Equal(0, answer.ExitCode);
        Assert.EndsWith("script: install.sh\n", await ManifestAsync("agent"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_package_says_the_manifest_can_be_read() =>
        Prop.ForAll<string, string>((text, path) =>
            {
                var yaml =
                    $"# {YamlText.Plain(text ?? "")}\ncomponent: a\nversion: \"1\"\nsummary: {YamlText.DoubleQuote("a" + text)}\nlicense: MIT\n"
                    + $"license-files: [{YamlText.Quote("a" + path)}]\n";
                var read = ManifestReader.Read(Encoding.UTF8.GetBytes(yaml));
                return read.Manifest is null
                    ? read.Findings.All(f => f.Rule is not ("manifest.yaml" or "manifest.control-character" or "manifest.encoding"))
                    : read.Manifest.Summary == YamlText.Plain("a" + text);
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("qemu-guest-agent-7.2.22-1.x86_64.rpm", "qemu-guest-agent", "7.2.22-1")]
    [InlineData("spice-vdagent-x64-0.10.0.msi", "spice-vdagent-x64", "0.10.0")]
    [InlineData("Setup_Tool-2.5-x86.exe", "setup-tool", "2.5")]
    public async Task Otherwise_they_come_from_a_file_name(string file, string name, string version)
    {
        _gtp.Put($"agent/{file}", "");

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal(name, answer.Json.GetProperty("component").GetString());
        Assert.Equal(version, answer.Json.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Otherwise_they_come_from_the_folder()
    {
        _gtp.Put("viostor-0.1.266/x86/viostor.inf", "");
        _gtp.Put("viostor-0.1.266/amd64/viostor.inf", "");

        var answer = await _gtp.RunAsync("component", "init", Folder("viostor-0.1.266"), "--json");

        Assert.Equal("viostor", answer.Json.GetProperty("component").GetString());
        Assert.Equal("0.1.266", answer.Json.GetProperty("version").GetString());
        Assert.False(answer.Json.GetProperty("guessed").GetBoolean());
        var manifest = await ManifestAsync("viostor-0.1.266");
        Assert.Contains(
            "arch: x86_64 }\n    inf: amd64/viostor.inf\n",
            manifest,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "arch: x86 }\n    inf: x86/viostor.inf\n",
            manifest,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Once_the_license_is_filled_in_the_manifest_is_right()
    {
        await Built.DebAsync(Path.Combine(Folder("agent"), "my-agent_7.2_amd64.deb"), version: "7.2");
        _gtp.Put("agent/my-agent-7.2.aarch64.rpm", "");
        _gtp.Put("agent/win/my-agent-x64.msi", "");
        _gtp.Put("agent/win/my-agent-x86.msi", "");
        _gtp.Put("agent/install.sh", "#!/bin/sh\n");
        var folder = Folder("agent");
        await _gtp.RunAsync("component", "init", folder);

        var before = await _gtp.RunAsync("component", "lint", folder, "--json");
        var manifest = await ManifestAsync("agent");
        _gtp.Put(
            "agent/component.yaml",
            manifest.Replace(
                "license: # an SPDX expression such as MIT: fill this in\n",
                "license: MIT\n",
                StringComparison.Ordinal
            )
        );
        var after = await _gtp.RunAsync("component", "lint", folder);

        var finding = Assert.Single(before.Json.GetProperty("findings").EnumerateArray());
        Assert.Contains(
            "license",
            finding.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("", after.Error);
        Assert.Equal(0, after.ExitCode);
    }

    [Fact]
    public async Task A_manifest_that_is_there_is_never_overwritten()
    {
        var folder = _gtp.PutComponent("agent");
        var before = await ManifestAsync("agent");

        var answer = await _gtp.RunAsync("component", "init", folder);

        Assert.Equal(5, answer.ExitCode);
        Assert.Equal(before, await ManifestAsync("agent"));
    }

    [Fact]
    public async Task A_broken_package_does_not_stop_it()
    {
        _gtp.Put(
            "agent/noise_1.2_all.deb",
            "!<arch>\nthis is no member header of sixty bytes, but it is long enough"
        );

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("noise", answer.Json.GetProperty("component").GetString());
    }

    private static string Inf(string deviceClass, params string[] decorations) =>
        $"[Version]\nSignature=\"$WINDOWS NT$\"\nClass={deviceClass}\nProvider=Vendor\nDriverVer=05/12/2026,1.2.3.4\n"
        + $"[Manufacturer]\nVendor=Models,{string.Join(',', decorations)}\n"
        + string.Concat(decorations.Select(d => $"[Models.{d}]\nDevice=Install,PCI\\VEN_1AF4\n"));

    private string Folder(string name) => Path.Combine(_gtp.Folder, name);

    private Task<string> ManifestAsync(string folder) =>
        File.ReadAllTextAsync(Path.Combine(Folder(folder), "component.yaml"));
}
