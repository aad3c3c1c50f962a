using System.Diagnostics;
using Portal.Guests;

namespace Portal.Installer.Tests.Guests;

/// <summary>A disc in a Debian with systemd, whose real agent updates itself from it.</summary>
[Trait("Speed", "Slow")]
public sealed class DebianGuestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gtp-debian-");

    [Fact]
    public async Task The_agent_updates_itself_and_what_was_put_is_taken_back()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(50));
        var debian = await LiveSystem.DebianAsync(limit.Token);
        var agents = await GuestPackages.AgentAsync(limit.Token);
        var first = await ImageAsync("1.0", agents, limit.Token);
        var second = await ImageAsync("1.1", agents, limit.Token);
        await using var guest = await LiveGuest.StartAsync(debian, limit.Token);
        var run = new GuestRun(guest, limit.Token);
        var original = await AgentVersionAsync(run);
        var before = await run.EverythingAsync();

        // /tmp may be read-only, and the medium always is.
        await run.ShellAsync("mount -t tmpfs -o ro none /tmp");
        await run.InsertAsync(first);
        var installed = await run.ChangeAsync("install");
        Assert.Equal("0 tool:installed agent:updated", GuestRun.Summary(installed));
        Assert.Equal("debian12", installed.GetProperty("os").GetProperty("id").GetString());
        Assert.Equal($"install ok installed {original}+gt1.0", await StatusAsync(run));
        Assert.Equal("tool 1.0\n", await run.ShellAsync("cat /usr/share/tool/version"));
        Assert.Equal(
            "0 tool:current agent:current",
            GuestRun.Summary(await run.TellAsync("status"))
        );
        Assert.Equal(
            "11 tool:current agent:current",
            GuestRun.Summary(await run.ChangeAsync("install"))
        );

        // The owner opts in: from then on a disc in the drive is enough.
        var key = await run.ShellAsync("sh /mnt/disc/install.sh opt-in");
        Assert.Contains(
            "99-guest-tools",
            await run.ShellAsync("ls /etc/udev/rules.d"),
            StringComparison.Ordinal
        );
        Assert.Contains("Compare it", key, StringComparison.Ordinal);
        await run.ShellAsync("umount /mnt/disc");
        await guest.InsertAsync(second, limit.Token);
        var unattended = Documents.Result(
            await guest.UntilAsync(GuestRun.EndedOf("\"version\": \"1.1\""), limit.Token)
        );
        Assert.Equal("0 tool:updated agent:updated", GuestRun.Summary(unattended));
        Assert.Equal($"install ok installed {original}+gt1.1", await StatusAsync(run));
        Assert.Equal("tool 1.1\n", await run.ShellAsync("cat /usr/share/tool/version"));
        await guest.UntilAsync(
            "! systemctl is-active --quiet guest-tools-starter@sr0.service",
            limit.Token
        );

        await run.InsertAsync(second);
        await run.ShellAsync("sh /mnt/disc/install.sh opt-out");
        await run.InsertAsync(first);
        Assert.Equal("0 tool:newer agent:newer", GuestRun.Summary(await run.TellAsync("status")));
        Assert.Equal(
            "0 tool:downgraded agent:downgraded",
            GuestRun.Summary(await run.ChangeAsync("rollback"))
        );
        Assert.Equal($"install ok installed {original}+gt1.0", await StatusAsync(run));

        Assert.Equal(
            "0 agent:kept tool:removed",
            GuestRun.Summary(await run.ChangeAsync("uninstall"))
        );
        // The agent was there before; the one that replaced it stays, and is all that is left.
        Assert.Equal($"install ok installed {original}+gt1.0", await StatusAsync(run));
        var after = await run.EverythingAsync();
        Assert.Equal([], OutsideOfDpkg(before).Except(OutsideOfDpkg(after)));
        Assert.Equal([], OutsideOfDpkg(after).Except(OutsideOfDpkg(before)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // dpkg's own records tell of the newer agent.
    private static IEnumerable<string> OutsideOfDpkg(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains("/var/lib/dpkg/", StringComparison.Ordinal));

    private static Task<string> StatusAsync(GuestRun run) =>
        run.ShellAsync("dpkg-query -W -f '${Status} ${Version}' qemu-guest-agent");

    private static Task<string> AgentVersionAsync(GuestRun run) =>
        run.ShellAsync("dpkg-query -W -f '${Version}' qemu-guest-agent");

    private async Task<string> ImageAsync(
        string release,
        string agents,
        CancellationToken cancellationToken
    )
    {
        var real = Directory
            .EnumerateFiles(Path.Combine(agents, "packages"), "qemu-guest-agent_*.deb")
            .Single();
        var agent = await RepackAsync(real, release, cancellationToken);
        var tool = await ToolAsync(release, cancellationToken);
        var image = Path.Combine(_folder.FullName, $"guest-tools-{release}.iso");
        await new RealDisc(release)
            .With(
                $"component: agent\nversion: \"{release}\"\nsummary: The QEMU guest agent\nlicense: GPL-2.0-or-later\nstage: agent\nrequires: [tool]\ninstall:\n  - when: {{ family: debian, arch: x86_64 }}\n    deb: qemu-guest-agent_*.deb\n",
                (
                    $"qemu-guest-agent_{release}.deb",
                    await File.ReadAllBytesAsync(agent, cancellationToken)
                )
            )
            .With(
                $"component: tool\nversion: \"{release}\"\nsummary: A tool\nlicense: MIT\ninstall:\n  - when: {{ platform: debian12 }}\n    deb: tool.deb\n",
                ("tool.deb", await File.ReadAllBytesAsync(tool, cancellationToken))
            )
            .WriteImageAsync(image);
        return image;
    }

    /// <summary>The real package of the real agent, as a newer version of itself.</summary>
    private async Task<string> RepackAsync(
        string deb,
        string release,
        CancellationToken cancellationToken
    )
    {
        var tree = Path.Combine(_folder.FullName, $"agent-{release}");
        await ToolRunAsync("dpkg-deb", ["-R", deb, tree], cancellationToken);
        var control = Path.Combine(tree, "DEBIAN/control");
        var text = await File.ReadAllTextAsync(control, cancellationToken);
        var version = text.Split('\n')
            .Single(l => l.StartsWith("Version: ", StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            control,
            text.Replace(version, $"{version}+gt{release}", StringComparison.Ordinal),
            cancellationToken
        );
        var repacked = tree + ".deb";
        await ToolRunAsync(
            "dpkg-deb",
            ["--root-owner-group", "-Zgzip", "-b", tree, repacked],
            cancellationToken
        );
        return repacked;
    }

    private async Task<string> ToolAsync(string release, CancellationToken cancellationToken)
    {
        var tree = Path.Combine(_folder.FullName, $"tool-{release}");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(tree, "usr/share/tool"));
        await File.WriteAllTextAsync(
            Path.Combine(tree, "usr/share/tool/version"),
            $"tool {release}\n",
            cancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(tree, "DEBIAN/control"),
            $"Package: tool\nVersion: {release}\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: a tool\n",
            cancellationToken
        );
        await ToolRunAsync(
            "dpkg-deb",
            ["--root-owner-group", "-Zgzip", "-b", tree, tree + ".deb"],
            cancellationToken
        );
        return tree + ".deb";
    }

    private static async Task ToolRunAsync(
        string program,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
    }
}
