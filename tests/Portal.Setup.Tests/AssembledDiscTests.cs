using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Portal.Installer.Tests;

namespace Portal.Setup.Tests;

/// <summary>What lies on a disc for Windows, and its setup.exe at work on that very disc.</summary>
public sealed class AssembledDiscTests : IDisposable
{
    private readonly Guest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public async Task The_setup_of_a_disc_does_all_that_it_is_for_on_that_disc()
    {
        var old = await DiscOf("1.0").BurnAsync(_guest.At("old"), asWindows: true);
        var disc = await DiscOf("2.0").BurnAsync(_guest.At("disc"), asWindows: true);
        _guest.UseSetup(Path.Combine(disc, "setup.exe"));
        Assert.Equal(
            Sum(Path.Combine(RealDisc.Installers, "disc/setup.exe")),
            Sum(Path.Combine(disc, "setup.exe"))
        );

        Expect(old, "status", 0, "netx: absent", "agent: absent", "for-linux: not-applicable");
        Expect(
            old,
            "install",
            0,
            "netx: installed",
            "agent: installed",
            "for-linux: not-applicable"
        );
        Assert.Equal(
            [
                "pnputil\t/add-driver\t~/old/projects/netx/w10/amd64/netx.inf\t/install",
                "msiexec\t/i\t~/old/projects/agent/windows/the agent-x64.msi",
            ],
            _guest.Calls().Select(call => call.Split("\t/qn")[0])
        );
        Expect(old, "install", 11, "netx: current", "agent: current", "for-linux: not-applicable");
        Assert.Empty(_guest.Calls());
        Expect(disc, "update", 0, "netx: updated", "agent: updated", "for-linux: not-applicable");
        Expect(disc, "status", 0, "netx: current", "agent: current", "for-linux: not-applicable");
        Expect(
            old,
            "rollback",
            0,
            "netx: downgraded",
            "agent: downgraded",
            "for-linux: not-applicable"
        );
        Expect(
            disc,
            "uninstall",
            0,
            "for-linux: not-applicable",
            "agent: removed",
            "netx: removed"
        );
        Expect(disc, "status", 0, "netx: absent", "agent: absent", "for-linux: not-applicable");
        Assert.Empty(Directory.GetFiles(_guest.At("published")));
        Assert.Empty(Directory.GetFiles(_guest.At("msi")));
    }

    [Fact]
    public async Task A_disc_that_was_altered_after_it_was_assembled_is_not_installed()
    {
        var disc = await DiscOf("1.0").BurnAsync(_guest.At("disc"), asWindows: true);
        _guest.UseSetup(Path.Combine(disc, "setup.exe"));
        await File.AppendAllTextAsync(
            Path.Combine(disc, "projects/agent/windows/the agent-x64.msi"),
            "x"
        );

        Assert.Equal(22, _guest.Result(disc, "install").Exit());
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public async Task What_Windows_starts_from_lies_at_the_root_as_Windows_reads_it()
    {
        var disc = await DiscOf("1.0").BurnAsync(_guest.At("disc"), asWindows: true);

        foreach (var name in new[] { "setup.cmd", "autorun.inf" })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(disc, name), Encoding.Latin1);
            Assert.All(text, c => Assert.InRange(c, '\t', '~'));
            Assert.Equal(text.Count(c => c == '\n'), text.Split("\r\n").Length - 1);
            Assert.Equal(text.Count(c => c == '\r'), text.Split("\r\n").Length - 1);
            Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        }

        var autorun = await File.ReadAllTextAsync(Path.Combine(disc, "autorun.inf"));
        Assert.Contains("open=setup.exe\r\n", autorun, StringComparison.Ordinal);
        Assert.Contains(
            "\r\nWindows, as administrator: run setup.exe on this disc.\r\nWindows 7 without .NET Framework 4: run setup.cmd in its place.\r\n",
            await File.ReadAllTextAsync(Path.Combine(disc, "README.txt")),
            StringComparison.Ordinal
        );
        var program = await File.ReadAllBytesAsync(Path.Combine(disc, "setup.exe"));
        Assert.True(
            program.AsSpan().IndexOf("level=\"requireAdministrator\""u8) > 0,
            "The manifest asks Windows to elevate it."
        );
        var version = FileVersionInfo.GetVersionInfo(Path.Combine(disc, "setup.exe"));
        var manifest = await File.ReadAllTextAsync(
            Path.Combine(RealDisc.Installers, "component.yaml")
        );
        Assert.Equal("Guest tools setup", version.FileDescription);
        Assert.Contains($"version: {version.ProductVersion}\n", manifest, StringComparison.Ordinal);
        Assert.InRange(program.Length, 1, 128 * 1024);
    }

    private static RealDisc DiscOf(string version) =>
        new RealDisc(version)
            .With(
                $$"""
                component: netx
                version: "{{version}}"
                summary: A driver
                license: MIT
                stage: network
                install:
                  - when: { platform: [win10, win11], arch: x86_64 }
                    inf: w10/{arch}/*.inf
                """,
                (
                    "w10/amd64/netx.inf",
                    $"[Version]\r\nSignature=\"$Windows NT$\"\r\nCatalogFile=netx.cat\r\nDriverVer=1/1/2026,{version}\r\n"
                ),
                ("w10/amd64/netx.cat", "Microsoft\n")
            )
            .With(
                $$"""
                component: agent
                version: "{{version}}"
                summary: An agent
                license: MIT
                requires: [netx]
                install:
                  - when: { build: ">=7601", arch: [x86, x86_64] }
                    msi: windows/the agent-{arch}.msi
                """,
                ("windows/the agent-x64.msi", $"{"{"}A-{version}{"}"}\n{version}.0\n{"{"}A{"}"}\n"),
                ("windows/the agent-x86.msi", "another architecture's\n")
            )
            .With(
                $$"""
                component: for-linux
                version: "{{version}}"
                summary: Nothing for Windows
                license: MIT
                install:
                  - deb: "*.deb"
                """,
                ("a.deb", "deb")
            );

    private void Expect(string disc, string verb, int exit, params string[] statuses)
    {
        var result = _guest.Result(disc, verb);
        Assert.Equal(
            (verb, exit, string.Join(", ", statuses.Order(StringComparer.Ordinal))),
            (
                verb,
                result.Exit(),
                string.Join(", ", result.Statuses().Order(StringComparer.Ordinal))
            )
        );
        Assert.Equal(
            Path.GetFileName(disc) == "old" ? "1.0" : "2.0",
            (string)result["iso"]!["version"]!
        );
    }

    private static string Sum(string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
