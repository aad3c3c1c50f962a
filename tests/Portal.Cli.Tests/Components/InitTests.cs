using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Components;

public sealed class InitTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Theory]
    [InlineData("gzip")]
    [InlineData("none")]
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
            "  - when: { distro: [debian, ubuntu], arch: x86_64 }\n    deb: linux/other_9_amd64.deb\n",
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
    public async Task A_package_compressed_by_xz_is_told_by_its_file_name()
    {
        await DebAsync("agent/my-agent_3%3a7.2_arm64.deb", "xz", "9");

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"), "--json");

        Assert.Equal("my-agent", answer.Json.GetProperty("component").GetString());
        Assert.Equal("3:7.2", answer.Json.GetProperty("version").GetString());
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
