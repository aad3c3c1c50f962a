using Portal.Guests;

namespace Portal.Installer.Tests.Guests;

/// <summary>The whole life of a disc in a guest that has a kernel, busybox and the agent.</summary>
[Trait("Speed", "Slow")]
public sealed class BusyboxGuestTests : IDisposable
{
    private const string Hello = """
        #!/bin/sh
        set -eu
        case $1 in
            install|update)
                mkdir -p /opt && cp "$GT_COMPONENT_DIR/payload" /opt/hello
                echo "$1" >"${TMPDIR:-/tmp}/hello.$$" && mv "${TMPDIR:-/tmp}/hello.$$" "$GT_STATE/mark"
                ;;
            uninstall) rm -f /opt/hello && rmdir /opt ;;
            status) cmp -s "$GT_COMPONENT_DIR/payload" /opt/hello ;;
        esac
        """;

    /// <summary>What stays, as docs/guests.md says: the run itself, and nothing of a component.</summary>
    private const string OfTheInstaller = """
        .
        ./components
        ./log
        ./log/detached.log
        ./log/hello.log
        ./log/needs-hello.log
        ./log/package.log
        ./log/windows.log
        ./result.json
        ./state.json

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gtp-busybox-");

    [Fact]
    public async Task A_disc_is_installed_updated_rolled_back_and_uninstalled_by_the_agent()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(50));
        var first = await ImageAsync("1.0", "1.0");
        var second = await ImageAsync("1.1", "1.1");
        await using var guest = await LiveGuest.StartAsync(
            await LiveSystem.BusyboxAsync(limit.Token),
            limit.Token
        );
        var run = new GuestRun(guest, limit.Token);
        var before = await run.EverythingAsync();

        await run.InsertAsync(first);
        var list = await run.TellAsync("list");
        Assert.Equal("linux", list.GetProperty("os").GetProperty("system").GetString());
        Assert.Equal("x86_64", list.GetProperty("os").GetProperty("arch").GetString());
        Assert.Equal(
            "0 hello:absent package:not-applicable windows:not-applicable needs-hello:absent",
            GuestRun.Summary(list)
        );

        Assert.Equal(
            "0 hello:installed package:not-applicable windows:not-applicable needs-hello:installed",
            GuestRun.Summary(await run.ChangeAsync("install"))
        );
        Assert.Equal("hello 1.0\n", await run.ShellAsync("cat /opt/hello"));
        Assert.Equal(
            "0 hello:current package:not-applicable windows:not-applicable needs-hello:current",
            GuestRun.Summary(await run.TellAsync("status"))
        );
        Assert.StartsWith(
            "11 hello:current ",
            GuestRun.Summary(await run.ChangeAsync("install")),
            StringComparison.Ordinal
        );

        await run.InsertAsync(second);
        Assert.StartsWith(
            "0 hello:outdated ",
            GuestRun.Summary(await run.TellAsync("list")),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "0 hello:updated ",
            GuestRun.Summary(await run.ChangeAsync("update")),
            StringComparison.Ordinal
        );
        Assert.Equal("hello 1.1\n", await run.ShellAsync("cat /opt/hello"));

        await run.InsertAsync(first);
        Assert.StartsWith(
            "11 hello:newer ",
            GuestRun.Summary(await run.ChangeAsync("install")),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "0 hello:downgraded ",
            GuestRun.Summary(await run.ChangeAsync("rollback")),
            StringComparison.Ordinal
        );
        Assert.Equal("hello 1.0\n", await run.ShellAsync("cat /opt/hello"));

        // The guest has no openssl: nobody can opt in to what cannot be verified.
        Assert.Equal(
            20,
            (await guest.RunAsync("sh /mnt/disc/install.sh opt-in", limit.Token)).ExitCode
        );
        // The owner's word.
        await run.ShellAsync("mkdir -p /etc && echo 'deny = all' >/etc/guest-tools.conf");
        Assert.Equal("24", GuestRun.Summary(await run.ChangeAsync("uninstall")));
        await run.ShellAsync("rm /etc/guest-tools.conf");

        Assert.Equal(
            "0 needs-hello:removed windows:not-applicable package:not-applicable hello:removed",
            GuestRun.Summary(await run.ChangeAsync("uninstall"))
        );
        Assert.Equal(before, await run.EverythingAsync());
        Assert.Equal(
            OfTheInstaller,
            await run.ShellAsync("cd /var/lib/guest-tools && find . | sort")
        );
    }

    [Fact]
    public async Task A_read_only_tmp_no_network_and_a_state_that_cannot_be_written_are_coped_with()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(50));
        var image = await ImageAsync("1.0", "1.0");
        await using var guest = await LiveGuest.StartAsync(
            await LiveSystem.BusyboxAsync(limit.Token),
            limit.Token
        );
        var run = new GuestRun(guest, limit.Token);
        Assert.Equal("", await run.ShellAsync("ls /sys/class/net | grep -vx lo || :"));
        await run.ShellAsync("mount -t tmpfs -o ro none /tmp && ! touch /tmp/a");
        await run.InsertAsync(image);
        await run.ShellAsync("! touch /mnt/disc/a");

        await run.ShellAsync(
            "mkdir -p /var/lib && mount -t tmpfs none /var/lib && mkdir -p /var/lib/guest-tools/components && mount -o remount,ro /var/lib"
        );
        var refused = await guest.RunAsync("sh /mnt/disc/install.sh install", limit.Token);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "/var/lib/guest-tools cannot be written to",
            refused.Output,
            StringComparison.Ordinal
        );
        await run.ShellAsync("umount /var/lib && ! test -e /opt/hello");

        Assert.StartsWith(
            "0 hello:installed ",
            GuestRun.Summary(await run.ChangeAsync("install")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "install\n",
            await run.ShellAsync("cat /var/lib/guest-tools/components/hello/mark")
        );
        Assert.StartsWith(
            "0 ",
            GuestRun.Summary(await run.ChangeAsync("uninstall")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            OfTheInstaller,
            await run.ShellAsync("cd /var/lib/guest-tools && find . | sort")
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> ImageAsync(string release, string version)
    {
        var image = Path.Combine(_folder.FullName, $"guest-tools-{release}.iso");
        await new RealDisc(release)
            .With(
                Manifest(
                    "hello",
                    version,
                    "- when: { os: [linux, freebsd] }\n    script: hello.sh"
                ),
                ("hello.sh", Hello),
                ("payload", $"hello {version}\n")
            )
            .With(
                Manifest(
                    "needs-hello",
                    "1.0",
                    "- when: { os: linux, arch: x86_64 }\n    script: needs.sh",
                    "requires: [hello]\nstage: agent\n"
                ),
                ("needs.sh", "#!/bin/sh\ntest -e /opt/hello || [ \"$1\" = uninstall ]\n")
            )
            .With(Manifest("package", "1.0", "- deb: a.deb"), ("a.deb", "no dpkg will see it"))
            .With(Manifest("windows", "1.0", "- msi: a.msi"), ("a.msi", "no msiexec will see it"))
            .WriteImageAsync(image);
        return image;
    }

    private static string Manifest(string name, string version, string install, string more = "") =>
        $"component: {name}\nversion: \"{version}\"\nsummary: {name}\nlicense: MIT\n{more}install:\n  {install}\n";
}
