namespace Portal.Installer.Tests;

/// <summary>Real packages, made by rpmbuild and installed by the real rpm into the guest's folder.</summary>
[Trait("Speed", "Slow")]
public sealed class RpmTests : IDisposable
{
    private readonly Guest _guest = new();

    public RpmTests() => Rpms.Prepare(_guest);

    [Theory, ClassData(typeof(Shells))]
    public void A_package_is_installed_once_updated_rolled_back_and_taken_away(string shell)
    {
        Put("tool-1.0");
        _guest.Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm").Burn();

        Assert.Equal((0, "agent 1.0: absent\n"), _guest.Run(shell, "status"));
        Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1.0-1", Installed("tool"));
        Assert.True(File.Exists(Path.Combine(_guest.Root, "usr/share/tool/version")));
        Assert.Equal((11, "agent 1.0: current\n"), _guest.Run(shell, "install"));
        Assert.Equal(
            """["tool.noarch"]""",
            _guest.Recorded("agent")?.GetProperty("put").GetRawText()
        );

        _guest.NextDisc("2.0");
        Put("tool-1.10");
        _guest.Disc.Row("agent", "1.10", "rpm", "projects/agent/tool-1.10.rpm").Burn();
        Assert.Equal(
            (0, "agent 1.10: outdated (tool.noarch 1.0-1 is in place)\n"),
            _guest.Run(shell, "status")
        );
        Assert.Equal((0, "agent 1.10: updated\n"), _guest.Run(shell, "update"));
        Assert.Equal("1.10-1", Installed("tool"));

        _guest.NextDisc("1.0");
        Put("tool-1.0");
        _guest.Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm").Burn();
        Assert.Equal(
            (11, "agent 1.0: newer (tool.noarch 1.10-1 is in place)\n"),
            _guest.Run(shell, "install")
        );
        Assert.Equal((0, "agent 1.0: downgraded\n"), _guest.Run(shell, "rollback"));
        Assert.Equal("1.0-1", Installed("tool"));

        Assert.Equal((0, "agent 1.0: removed\n"), _guest.Run(shell, "uninstall"));
        Assert.Equal("", Installed("tool"));
        Assert.False(File.Exists(Path.Combine(_guest.Root, "usr/share/tool/version")));
    }

    [Fact]
    public void A_missing_dependency_is_found_before_anything_is_installed()
    {
        Put("needy-1.0");
        Put("tool-1.0");
        _guest
            .Disc.Row("needy", "1.0", "rpm", "projects/agent/needy-1.0.rpm")
            .Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm", "needy")
            .Row("both", "1.0", "rpm", "projects/agent/needy-1.0.rpm|projects/agent/tool-1.0.rpm")
            .Burn();

        var run = _guest.Run("dash", "install", "--only", "agent");

        Assert.Equal(
            (21, "needy 1.0: failed (needs tool = 1.0)\nagent 1.0: blocked (requires needy)\n"),
            run
        );
        Assert.Equal("", Installed("needy"));
        // Together they have all they need.
        Assert.Equal((0, "both 1.0: installed\n"), _guest.Run("dash", "install", "--only", "both"));
    }

    [Fact]
    public void What_was_there_before_stays_and_what_something_needs_is_not_taken_away()
    {
        Put("tool-1.0");
        Put("needy-1.0");
        Rpm("-U", _guest.Disc.At("projects/agent/tool-1.0.rpm"));
        _guest
            .Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm")
            .Row("needy", "1.0", "rpm", "projects/agent/needy-1.0.rpm")
            .Burn();

        Assert.Equal(
            (0, "agent 1.0: current\nneedy 1.0: installed\n"),
            _guest.Run("dash", "install")
        );
        Assert.Equal(
            (0, "needy 1.0: removed\nagent 1.0: absent\n"),
            _guest.Run("dash", "uninstall")
        );
        Assert.Equal("1.0-1", Installed("tool"));
    }

    [Fact]
    public void A_held_lock_of_rpm_is_busy_and_a_file_that_is_no_package_fails_alone()
    {
        Put("tool-1.0");
        _guest.Disc.Write("projects/agent/bad.rpm", "no package");
        _guest
            .Disc.Row("bad", "1.0", "rpm", "projects/agent/bad.rpm")
            .Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm")
            .Burn();
        Assert.Matches(
            "bad 1.0: failed .*\nagent 1.0: would-install\n",
            _guest.Run("dash", "install", "--dry-run").Output
        );

        _guest.Program(
            "rpm",
            "case \"$*\" in *' -U '*) echo \"error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)\" >&2; exit 1 ;; *) exec /usr/bin/rpm --define '_dbpath /var/lib/rpm' \"$@\" ;; esac"
        );
        Assert.Equal(
            (23, "agent 1.0: failed (busy: another package manager is at work)\n"),
            _guest.Run("dash", "install", "--only", "agent")
        );
    }

    [Fact]
    public void Without_rpm_it_says_so()
    {
        _guest.Release("ID=unknown\n");
        Put("tool-1.0");
        _guest
            .Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm")
            .Row("agent", "1.0", "script", "projects/agent/tool-1.0.rpm", "-", ("os", "linux"))
            .Burn();

        // Its folder of rpm says that its packages are rpm's.
        Assert.Contains(
            "agent 1.0: absent (rpm)",
            _guest.Run("dash", "list").Output,
            StringComparison.Ordinal
        );
        Directory.Delete(Path.Combine(_guest.Root, "var/lib/rpm"));
        Assert.Contains(
            "agent 1.0: absent (script)",
            _guest.Run("dash", "list").Output,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _guest.Dispose();

    private string Installed(string package) => Rpms.Installed(_guest, package);

    private (int ExitCode, string Output) Rpm(params string[] arguments) =>
        Rpms.Run(_guest, arguments);

    /// <summary>Puts a package onto the disc, at projects/agent/NAME-VERSION.rpm; needy requires tool of its version.</summary>
    private void Put(string name)
    {
        Directory.CreateDirectory(_guest.Disc.At("projects/agent"));
        File.Copy(Rpms.Built(name), _guest.Disc.At($"projects/agent/{name}.rpm"));
    }
}
