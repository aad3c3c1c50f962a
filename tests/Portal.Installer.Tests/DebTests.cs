namespace Portal.Installer.Tests;

/// <summary>Real packages, made by dpkg-deb and installed by the real dpkg into the guest's folder.</summary>
public sealed class DebTests : IDisposable
{
    private readonly Guest _guest = new();

    public DebTests() => Debs.Prepare(_guest);

    private Disc Disc => _guest.Disc;

    [Theory, ClassData(typeof(Shells))]
    public void A_package_is_installed_once_updated_and_never_downgraded(string shell)
    {
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1.0", Installed("tool"));
        Assert.True(File.Exists(Path.Combine(_guest.Root, "usr/share/tool/version")));
        Assert.Equal((11, "agent 1.0: current\n"), _guest.Run(shell, "install"));
        Assert.Equal((0, "agent 1.0: current\n"), _guest.Run(shell, "status"));

        Deb("tool", "1.10");
        new Disc(Disc.Path).Row("agent", "1.10", "deb", "projects/agent/tool_1.10.deb").Burn();
        Assert.Equal(
            (0, "agent 1.10: outdated (tool 1.0 is in place)\n"),
            _guest.Run(shell, "status")
        );
        Assert.Equal((0, "agent 1.10: would-update\n"), _guest.Run(shell, "install", "--dry-run"));
        Assert.Equal("1.0", Installed("tool"));
        Assert.Equal((0, "agent 1.10: updated\n"), _guest.Run(shell, "install"));
        Assert.Equal("1.10", Installed("tool"));

        new Disc(Disc.Path).Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        Assert.Equal(
            (11, "agent 1.0: newer (tool 1.10 is in place)\n"),
            _guest.Run(shell, "install")
        );
        Assert.Equal("1.10", Installed("tool"));
    }

    [Theory]
    [InlineData("nowhere", "nowhere")]
    [InlineData("libc (>= 3)", "libc (>= 3)")]
    [InlineData("libc(>=3), libc", "libc (>= 3)")]
    [InlineData("libc, nowhere | elsewhere (= 1)", "nowhere | elsewhere (= 1)")]
    [InlineData("libglib (>= 2.90)", "libglib (>= 2.90)")]
    [InlineData("removed", "removed")]
    [InlineData("libc", null)]
    [InlineData("libc:any (>= 2.30)", null)]
    [InlineData("nowhere | libc (<< 3)", null)]
    [InlineData("virtual-mta", null)]
    [InlineData("libglib (>= 2.80)", null)]
    [InlineData("sibling (= 1.0)", null)]
    public void A_missing_dependency_is_found_before_anything_is_unpacked(
        string depends,
        string? missing
    )
    {
        _guest.Write(
            "var/lib/dpkg/status",
            Debs.Status("libc", "2.36")
                + Debs.Status("mta", "1", "mail, virtual-mta")
                + Debs.Status("libglib-new", "2.80", "libglib (= 2.80)")
                + Debs.Status("removed", "1")
                    .Replace("ok installed", "ok config-files", StringComparison.Ordinal)
        );
        Deb("tool", "1.0", depends);
        Deb("sibling", "1.0");
        Disc.Row(
                "agent",
                "1.0",
                "deb",
                "projects/agent/sibling_1.0.deb|projects/agent/tool_1.0.deb"
            )
            .Burn();

        foreach (var shell in Shells.All)
        {
            var run = _guest.Run(shell, "install", "--dry-run");
            Assert.Equal(
                missing is null
                    ? (0, "agent 1.0: would-install\n")
                    : (21, $"agent 1.0: failed (needs {missing})\n"),
                run
            );
        }

        if (missing is null)
        {
            Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run("dash", "install"));
            Assert.Equal("1.0", Installed("tool"));
        }
        else
        {
            Assert.Equal(21, _guest.Run("dash", "install").ExitCode);
            Assert.Equal("", Installed("tool"));
        }
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_package_of_another_architecture_is_refused_and_the_others_go_on(string shell)
    {
        Deb("strange", "1.0", architecture: "s390x");
        Deb("tool", "1.0");
        Disc.Row("strange", "1.0", "deb", "projects/agent/strange_1.0.deb")
            .Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb")
            .Burn();

        var run = _guest.Run(shell, "install");

        Assert.Equal(3, run.ExitCode);
        Assert.Matches("strange 1.0: failed .*\nagent 1.0: installed\n", run.Output);
        Assert.Equal("", Installed("strange"));
        Assert.Contains(
            "architecture",
            File.ReadAllText(Path.Combine(_guest.State, "log/strange.log")),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_is_half_configured_is_finished_first(string shell)
    {
        _guest.Write(
            "var/lib/dpkg/status",
            Debs.Status("half", "1")
                .Replace("ok installed", "ok unpacked", StringComparison.Ordinal)
        );
        _guest.Write("var/lib/dpkg/info/half.list", "/.\n");
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1", Installed("half"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_held_lock_of_the_package_manager_is_busy(string shell)
    {
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        _guest.Program(
            "dpkg",
            "case \"$*\" in *' -i '*) echo 'dpkg: error: dpkg frontend lock was locked by another process with pid 1' >&2; exit 2 ;; *) exec /usr/bin/dpkg \"$@\" ;; esac"
        );

        Assert.Equal(
            (23, "agent 1.0: failed (busy: another package manager is at work)\n"),
            _guest.Run(shell, "install")
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void Dpkg_is_asked_without_acting_before_it_acts(string shell)
    {
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        _guest.Program(
            "dpkg",
            "case \"$*\" in *' -i '*) echo \"$2 $3\" >>\"$CALLS\"; exit 1 ;; *) exec /usr/bin/dpkg \"$@\" ;; esac"
        );
        Assert.Equal(1, _guest.Run(shell, "install").ExitCode);
        Assert.Equal(["--no-act -i"], _guest.Calls());

        _guest.Program(
            "dpkg",
            "case \"$*\" in *' -i '*) echo \"$2 $3 $DEBIAN_FRONTEND\" >>\"$CALLS\" ;; esac; exec /usr/bin/dpkg \"$@\""
        );
        Assert.Equal(0, _guest.Run(shell, "install").ExitCode);
        Assert.Equal(
            ["--no-act -i noninteractive", "--force-confdef --force-confold noninteractive"],
            _guest.Calls()
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_file_that_is_no_package_fails_alone(string shell)
    {
        Disc.Write("projects/agent/tool.deb", "no package")
            .Row("agent", "1.0", "deb", "projects/agent/tool.deb")
            .Script("other")
            .Burn();

        var run = _guest.Run(shell, "install");

        Assert.Equal(3, run.ExitCode);
        Assert.Matches("agent 1.0: failed .*\nother 1.0: installed\n", run.Output);
        Assert.Equal(
            (1, "agent 1.0: unknown (a package cannot be read)\nother 1.0: current\n"),
            _guest.Run(shell, "status")
        );
    }

    public void Dispose() => _guest.Dispose();

    private string Installed(string package) => Debs.Installed(_guest, package);

    private void Deb(
        string package,
        string version,
        string? depends = null,
        string architecture = "all"
    ) => Debs.Make(_guest, package, version, depends, architecture);
}
