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
        Assert.Contains(
            "setup.msi is told by its name alone.",
            damaged.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "    msi: setup.msi\n",
            await ManifestAsync("agent"),
            StringComparison.Ordinal
        );
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
        Assert.Contains(
            "arch: x86_64 }\n    inf: viostor.inf\n",
            manifest,
            StringComparison.Ordinal
        );
        Assert.Contains("\nstage: storage\n", manifest, StringComparison.Ordinal);
        Assert.StartsWith(
            "# viostor.inf: class SCSIAdapter, by Vendor\n",
            manifest,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Whatever_a_package_says_the_manifest_can_be_read() =>
        Prop.ForAll<string, string>(
                (text, path) =>
                {
                    var yaml =
                        $"# {YamlText.Plain(text ?? "")}\ncomponent: a\nversion: \"1\"\nsummary: {YamlText.DoubleQuote("a" + text)}\nlicense: MIT\n"
                        + $"license-files: [{YamlText.Quote("a" + path)}]\n";
                    var read = ManifestReader.Read(Encoding.UTF8.GetBytes(yaml));
                    return read.Manifest is null
                        ? read.Findings.All(f =>
                            f.Rule
                                is not (
                                    "manifest.yaml"
                                    or "manifest.control-character"
                                    or "manifest.encoding"
                                )
                        )
                        : read.Manifest.Summary == YamlText.Plain("a" + text);
                }
            )
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
}
