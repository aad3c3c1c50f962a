using Portal.Cli.Tests.Packages;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Components;

/// <summary>Which guests get what, in a manifest that was guessed; the lint finds nothing wrong with it.</summary>
public sealed class InitEntryTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

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
        _gtp.Put("agent/autorun.inf", "[autorun]\n");
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
    public async Task Once_the_license_is_filled_in_the_manifest_is_right()
    {
        await Built.DebAsync(
            Path.Combine(Folder("agent"), "my-agent_7.2_amd64.deb"),
            version: "7.2"
        );
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
    public async Task Pipes_and_circles_of_links_are_passed_over()
    {
        _gtp.Put("agent/install.sh", "#!/bin/sh\n");
        Directory.CreateSymbolicLink(Path.Combine(Folder("agent"), "again"), Folder("agent"));
        await Tool.RunAsync("mkfifo", [Path.Combine(Folder("agent"), "a.deb")]);
        await Tool.RunAsync("mkfifo", [Path.Combine(Folder("agent"), "a.sh")]);

        var answer = await _gtp.RunAsync("component", "init", Folder("agent"));

        Assert.Equal(0, answer.ExitCode);
        Assert.EndsWith(
            "script: install.sh\n",
            await ManifestAsync("agent"),
            StringComparison.Ordinal
        );
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

        var answer = await _gtp.RunAsync(
            "component",
            "init",
            Folder("agent"),
            "--license",
            "MIT or"
        );

        Assert.Equal(2, answer.ExitCode);
        Assert.Equal(
            ["install.sh"],
            Directory.EnumerateFiles(Folder("agent")).Select(Path.GetFileName)
        );
    }

    private static string Inf(string deviceClass, params string[] decorations) =>
        $"[Version]\nSignature=\"$WINDOWS NT$\"\nClass={deviceClass}\nProvider=Vendor\nDriverVer=05/12/2026,1.2.3.4\n"
        + $"[Manufacturer]\nVendor=Models,{string.Join(',', decorations)}\n"
        + string.Concat(decorations.Select(d => $"[Models.{d}]\nDevice=Install,PCI\\VEN_1AF4\n"));

    private string Folder(string name) => Path.Combine(_gtp.Folder, name);

    private Task<string> ManifestAsync(string folder) =>
        File.ReadAllTextAsync(Path.Combine(Folder(folder), "component.yaml"));
}
