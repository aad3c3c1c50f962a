namespace Portal.Installer.Tests;

public sealed class ScriptTests : IDisposable
{
    private readonly Guest _guest = new();

    private Disc Disc => _guest.Disc;

    [Theory, ClassData(typeof(Shells))]
    public void Scripts_are_run_in_the_order_of_the_table_and_told_about_the_guest(string shell)
    {
        const string Tell =
            "[ \"$1\" = status ] || printf '%s|' \"$GT_OS\" \"$GT_DISTRO\" \"$GT_VERSION\" \"$GT_ARCH\" \"$GT_ISO\" \"$GT_COMPONENT_DIR\" \"$GT_STATE\" \"$PWD\" >>\"$CALLS\"";
        Disc.Script("first").Script("second", "2.0~rc1", Tell).Burn();
        var before = Disc.Sums();

        var run = _guest.Run(shell, "install");

        Assert.Equal((0, "first 1.0: installed\nsecond 2.0~rc1: installed\n"), run);
        var own = Disc.At("projects/second");
        Assert.Equal(
            [
                "first install",
                "second install",
                $"linux|debian|12|x86_64|{Disc.Path}|{own}|{_guest.State}/components/second|{own}|",
            ],
            _guest.Calls()
        );
        Assert.Equal(before, Disc.Sums());
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_is_installed_is_current_and_another_version_is_an_update(string shell)
    {
        Disc.Script("tool").Burn();
        _guest.Run(shell, "install");
        _guest.Calls();

        Assert.Equal((11, "tool 1.0: current\n"), _guest.Run(shell, "install"));
        Assert.Empty(_guest.Calls());

        var newer = new Disc(Disc.Path);
        newer.Script("tool", "1.1").Burn();
        Assert.Equal((0, "tool 1.1: updated\n"), _guest.Run(shell, "install"));
        Assert.Equal(["tool update"], _guest.Calls());
        Assert.Equal((11, "tool 1.1: current\n"), _guest.Run(shell, "install"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_is_recorded_and_no_longer_in_place_is_installed_again(string shell)
    {
        Disc.Script("tool", body: "[ \"$1\" != status ]").Burn();
        _guest.Run(shell, "install");
        _guest.Calls();

        Assert.Equal((0, "tool 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal(["tool install"], _guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_failing_component_stops_only_those_that_require_it(string shell)
    {
        Disc.Script("bad", body: "exit 7")
            .Script("needs-bad", requires: "bad")
            .Script("needs-both", requires: "good,needs-bad")
            .Script("good")
            .Burn();

        var run = _guest.Run(shell, "install");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(
            $"""
            bad 1.0: failed (exit code 7, see {_guest.State}/log/bad.log)
            needs-bad 1.0: blocked (requires bad)
            needs-both 1.0: blocked (requires needs-bad)
            good 1.0: installed

            """,
            run.Output
        );
        Assert.Equal(["bad install", "good install"], _guest.Calls());
    }

    [Theory]
    [InlineData("exit 0", 0, "installed")]
    [InlineData("exit 1", 1, "failed")]
    [InlineData("exit 10", 10, "installed (reboot needed)")]
    [InlineData("exit 11", 11, "current")]
    [InlineData("exit 20", 20, "not-applicable")]
    [InlineData("exit 21", 21, "failed (a dependency is missing)")]
    [InlineData("exit 23", 23, "failed (busy: another package manager is at work)")]
    [InlineData("exit 24", 24, "blocked (by the policy of this guest)")]
    [InlineData("exit 200", 1, "failed")]
    [InlineData("kill -9 $$", 1, "failed")]
    public void The_end_of_a_script_becomes_the_end_of_the_run(
        string body,
        int code,
        string outcome
    )
    {
        Disc.Script("tool", body: body).Burn();

        var run = _guest.Run("dash", "install");

        Assert.Equal(code, run.ExitCode);
        Assert.StartsWith($"tool 1.0: {outcome}", run.Output, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_component_that_has_nothing_for_this_guest_does_not_stop_others(string shell)
    {
        Disc.Row("for-windows", "1.0", "msi", "projects/for-windows/a.msi", "-", ("os", "windows"))
            .Row("without-entry", "1.0", "-", "-")
            .Row("by-rpm", "1.0", "rpm", "projects/by-rpm/a.rpm", "-", ("os", "linux"))
            .Script("tool", requires: "for-windows,without-entry")
            .Burn();

        var run = _guest.Run(shell, "install");

        Assert.Equal(
            (
                0,
                "for-windows 1.0: not-applicable\nwithout-entry 1.0: not-applicable\nby-rpm 1.0: not-applicable\ntool 1.0: installed\n"
            ),
            run
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_disc_with_nothing_for_this_guest_says_so(string shell)
    {
        Disc.Row("for-windows", "1.0", "msi", "projects/for-windows/a.msi", "-", ("os", "windows"))
            .Burn();

        Assert.Equal((20, "for-windows 1.0: not-applicable\n"), _guest.Run(shell, "install"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Only_takes_what_is_named_and_what_that_requires(string shell)
    {
        Disc.Script("base")
            .Script("middle", requires: "base")
            .Script("other")
            .Script("top", requires: "middle")
            .Burn();

        Assert.Equal(0, _guest.Run(shell, "install", "--only", "top").ExitCode);
        Assert.Equal(["base install", "middle install", "top install"], _guest.Calls());

        Assert.Equal(0, _guest.Run(shell, "install", "--only=other,base").ExitCode);
        Assert.Equal(["other install"], _guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_dry_run_says_what_would_be_done_and_does_nothing(string shell)
    {
        Disc.Script("tool").Burn();

        Assert.Equal((0, "tool 1.0: would-install\n"), _guest.Run(shell, "install", "--dry-run"));
        Assert.Empty(_guest.Calls());
        Assert.False(Directory.Exists(_guest.State));

        _guest.Run(shell, "install");
        _guest.Calls();
        Assert.Equal((0, "tool 1.0: would-remove\n"), _guest.Run(shell, "uninstall", "--dry-run"));
        Assert.Empty(_guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void Uninstall_goes_backwards_and_takes_only_what_was_installed(string shell)
    {
        Disc.Script("first").Script("never").Script("second").Burn();
        _guest.Run(shell, "install", "--only", "first,second");
        _guest.Calls();

        var run = _guest.Run(shell, "uninstall");

        Assert.Equal((0, "second 1.0: removed\nnever 1.0: absent\nfirst 1.0: removed\n"), run);
        Assert.Equal(["second uninstall", "first uninstall"], _guest.Calls());
        Assert.Null(_guest.Recorded("first"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_guest.State, "components")));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Status_asks_each_script_and_changes_nothing(string shell)
    {
        Disc.Script("here").Script("gone", body: "[ \"$1\" != status ]").Burn();

        Assert.Equal((0, "here 1.0: current\ngone 1.0: absent\n"), _guest.Run(shell, "status"));
        Assert.Equal((0, "here 1.0: current\n"), _guest.Run(shell, "status", "--only", "here"));
        Assert.Equal((0, "gone 1.0: absent\n"), _guest.Run(shell, "status", "--only", "gone"));
        Assert.False(Directory.Exists(_guest.State));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Status_of_what_does_not_fit_is_an_answer_too(string shell)
    {
        Disc.Row("win", "1.0", "msi", "projects/win/a.msi", "-", ("os", "windows")).Burn();

        Assert.Equal((0, "win 1.0: not-applicable\n"), _guest.Run(shell, "status"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Status_ends_with_1_when_it_could_not_tell(string shell)
    {
        Disc.Script("here")
            .Script("lost", shebang: "#!/nowhere/interpreter\n")
            .Script("dead", body: "kill -9 $$")
            .Burn();

        var run = _guest.Run(shell, "status");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "here 1.0: current\nlost 1.0: unknown (exit code 127)\ndead 1.0: unknown (exit code 137)\n",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_script_runs_by_its_own_interpreter_without_an_executable_bit_and_without_our_input(
        string shell
    )
    {
        Disc.Script(
                "tool",
                body: "while read -r line; do echo \"$line\" >>\"$CALLS\"; done\ntest -n \"$BASH_VERSION\"",
                shebang: "#!/usr/bin/env bash\n"
            )
            .Script("plain", shebang: "")
            .Burn();

        Assert.Equal(
            (0, "tool 1.0: installed\nplain 1.0: installed\n"),
            _guest.Run(shell, "install")
        );
        Assert.Equal(["tool install", "plain install"], _guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_a_script_prints_goes_to_its_log(string shell)
    {
        Disc.Script("tool", body: "echo loud; echo louder >&2; exit 1").Burn();

        var run = _guest.Run(shell, "install");

        Assert.DoesNotContain("loud", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            "loud\nlouder\n",
            File.ReadAllText(Path.Combine(_guest.State, "log/tool.log"))
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_second_run_at_the_same_time_is_refused_and_a_lock_of_a_dead_run_is_taken_over(
        string shell
    )
    {
        Disc.Script("tool").Burn();
        _guest.Write("var/lib/guest-tools/lock/pid", $"{Environment.ProcessId}\n");

        Assert.Equal(23, _guest.Run(shell, "install").ExitCode);
        Assert.Empty(_guest.Calls());

        // Above the largest number that Linux gives to a process.
        _guest.Write("var/lib/guest-tools/lock/pid", "4194305\n");
        Assert.Equal(0, _guest.Run(shell, "install").ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "lock")));
    }

    public void Dispose() => _guest.Dispose();
}
