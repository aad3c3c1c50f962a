using Portal.Cli.Tests.Testing;

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
        await DebAsync("agent/linux/other_9_amd64.deb", compression, "1:7.2-1~deb12");

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
        Assert.Contains(
            "summary: \"An agent: \\\"quoted\\\"\"",
            manifest,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_package_that_cannot_be_read_is_told_by_its_file_name()
    {
        await DebAsync("agent/my-agent_3%3a7.2_arm64.deb", "xz", "9");
        var file = Path.Combine(Folder("agent"), "my-agent_3%3a7.2_arm64.deb");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(150, 20).Clear();
        await File.WriteAllBytesAsync(file, bytes);

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal("my-agent", answer.Json.GetProperty("component").GetString());
        Assert.Equal("3:7.2", answer.Json.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Name_version_and_license_come_from_an_rpm()
    {
        _gtp.Put(
            "tool.spec",
            """
            Name: my-tool
            Epoch: 2
            Version: 1.5
            Release: 3
            Summary: A tool
            License: MIT AND BSD-3-Clause
            URL: https://example.org/tool
            BuildArch: noarch
            %description
            A tool
            %files

            """
        );
        var top = Path.Combine(_gtp.Folder, "top");
        var built = await Tool.RunAsync(
            "rpmbuild",
            ["-bb", "--quiet", "--define", $"_topdir {top}", Path.Combine(_gtp.Folder, "tool.spec")]
        );
        Assert.True(built.ExitCode == 0, built.Error);
        Directory.CreateDirectory(Folder("agent"));
        File.Move(
            Path.Combine(top, "RPMS/noarch/my-tool-1.5-3.noarch.rpm"),
            Path.Combine(Folder("agent"), "anything.rpm")
        );

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
        _gtp.Put("agent/payload.txt", "payload");
        var wxs = _gtp.Put(
            "agent.wxs",
            $"""
            <?xml version="1.0"?>
            <Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
              <Product Id="*" Name="My Agent" Version="7.2.1" Manufacturer="Example" Language="1033"
                       UpgradeCode="C8B2E5A4-1F60-4C4C-9F0F-1B2F3C4D5E6F">
                <Package InstallerVersion="200" Compressed="yes"/>
                <Media Id="1" Cabinet="a.cab" EmbedCab="yes"/>
                <Directory Id="TARGETDIR" Name="SourceDir">
                  <Component Id="C" Guid="D8B2E5A4-1F60-4C4C-9F0F-1B2F3C4D5E6F">
                    <File Id="F" Name="payload.txt" Source="{Folder("agent")}/payload.txt"/>
                  </Component>
                </Directory>
                <Feature Id="All" Level="1"><ComponentRef Id="C"/></Feature>
              </Product>
            </Wix>
            """
        );
        var built = await Tool.RunAsync(
            "wixl",
            ["--arch", "x64", "-o", Path.Combine(Folder("agent"), "setup.msi"), wxs]
        );
        Assert.True(built.ExitCode == 0, built.Error);

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

        // Whatever is wrong with it, something is written.
        var file = Path.Combine(Folder("agent"), "setup.msi");
        var whole = await File.ReadAllBytesAsync(file);
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            var damaged = i < 10 ? whole[..random.Next(whole.Length)] : (byte[])whole.Clone();
            for (var n = 0; n < 20 && damaged.Length > 0; n++)
            {
                damaged[random.Next(Math.Min(damaged.Length, i < 25 ? 512 : damaged.Length))] =
                    (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(file, damaged);
            File.Delete(Path.Combine(Folder("agent"), "component.yaml"));
            var run = await _gtp.RunAsync("component", "init", Folder("agent"));
            Assert.True(run.ExitCode == 0, run.Error);
        }
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
    }

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
        await DebAsync("agent/my-agent_7.2_amd64.deb", "gzip", "7.2");
        _gtp.Put("agent/my-agent-7.2.aarch64.rpm", "");
        _gtp.Put("agent/win/my-agent-x64.msi", "");
        _gtp.Put("agent/win/my-agent-x86.msi", "");
        _gtp.Put("agent/install.sh", "#!/bin/sh\n");
        _gtp.Put("agent/doc/COPYING", "a license");
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

    private string Folder(string name) => Path.Combine(_gtp.Folder, name);

    private Task<string> ManifestAsync(string folder) =>
        File.ReadAllTextAsync(Path.Combine(Folder(folder), "component.yaml"));

    private async Task DebAsync(string path, string compression, string version)
    {
        _gtp.Put(
            "tree/DEBIAN/control",
            $"Package: my-agent\nVersion: {version}\nArchitecture: amd64\nMaintainer: A <a@example.org>\nDescription: An agent: \"quoted\"\n more of it\n"
        );
        File.SetUnixFileMode(Path.Combine(_gtp.Folder, "tree/DEBIAN"), (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_gtp.Folder, path))!);
        var built = await Tool.RunAsync(
            "dpkg-deb",
            [
                "--uniform-compression",
                "-Z" + compression,
                "--root-owner-group",
                "--build",
                Path.Combine(_gtp.Folder, "tree"),
                Path.Combine(_gtp.Folder, path),
            ]
        );
        Assert.True(built.ExitCode == 0, built.Error);
    }
}
