namespace Portal.Installer.Tests;

/// <summary>Taking back exactly what was put, with the real dpkg.</summary>
public sealed class DebUninstallTests : IDisposable
{
    private readonly Guest _guest = new();

    public DebUninstallTests() => Debs.Prepare(_guest);

    [Theory, ClassData(typeof(Shells))]
    public void What_it_put_goes_with_its_settings_and_what_was_there_before_stays(string shell)
    {
        // "library" was there in an older version, "left" was removed once and left its settings.
        _guest.Write(
            "var/lib/dpkg/status",
            Debs.Status("library", "1.0")
                + Debs.Status("left", "0.9")
                    .Replace("ok installed", "ok config-files", StringComparison.Ordinal)
                    .Replace("install ok", "deinstall ok", StringComparison.Ordinal)
                    .Replace(
                        "Description",
                        "Conffiles:\n /etc/left.conf 0123456789abcdef0123456789abcdef\nDescription",
                        StringComparison.Ordinal
                    )
        );
        _guest.Write("var/lib/dpkg/info/library.list", "/.\n");
        _guest.Write("var/lib/dpkg/info/left.list", "/etc\n/etc/left.conf\n");
        _guest.Write("etc/left.conf", "the owner's\n");
        Debs.Make(_guest, "library", "1.1");
        Debs.Make(_guest, "tool", "1.0", "library (>= 1.1)", settings: true);
        Debs.Make(_guest, "left", "1.0", settings: true);
        _guest
            .Disc.Row(
                "agent",
                "1.0",
                "deb",
                "projects/agent/left_1.0.deb|projects/agent/library_1.1.deb|projects/agent/tool_1.0.deb"
            )
            .Burn();

        Assert.Equal((0, "agent 1.0: updated\n"), _guest.Run(shell, "install"));
        Assert.Equal(
            """["left","tool"]["left=conf","library=1.0"]""",
            $"{_guest.Recorded("agent")?.GetProperty("put")}{_guest.Recorded("agent")?.GetProperty("before")}"
        );
        Assert.True(File.Exists(Path.Combine(_guest.Root, "etc/tool.conf")));

        Assert.Equal((0, "agent 1.0: would-remove\n"), _guest.Run(shell, "uninstall", "--dry-run"));
        Assert.Equal(
            (0, "agent 1.0: removed (library stays: it was there before)\n"),
            _guest.Run(shell, "uninstall")
        );
        Assert.Equal("", Debs.Installed(_guest, "tool") + Debs.Installed(_guest, "left"));
        Assert.Equal("1.1", Debs.Installed(_guest, "library"));
        Assert.False(File.Exists(Path.Combine(_guest.Root, "etc/tool.conf")));
        Assert.Equal("the owner's\n", File.ReadAllText(Path.Combine(_guest.Root, "etc/left.conf")));
        Assert.Null(_guest.Recorded("agent"));
        Assert.Equal((11, "agent 1.0: absent\n"), _guest.Run(shell, "uninstall"));
    }

    [Fact]
    public void What_was_there_before_in_this_version_is_not_taken_away()
    {
        _guest.Write("var/lib/dpkg/status", Debs.Status("tool", "1.0"));
        Debs.Make(_guest, "tool", "1.0");
        _guest.Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        Assert.Equal((11, "agent 1.0: current\n"), _guest.Run("dash", "install"));
        Assert.Equal((11, "agent 1.0: absent\n"), _guest.Run("dash", "uninstall"));
        Assert.Equal("1.0", Debs.Installed(_guest, "tool"));
    }

    [Fact]
    public void What_something_else_needs_stays_and_the_reason_is_told()
    {
        Debs.Make(_guest, "tool", "1.0");
        Debs.Make(_guest, "needs", "1.0", "tool");
        _guest.Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        _guest.Run("dash", "install");
        _guest.NextDisc("2.0").Script("nothing");
        // The owner installs something that depends on it.
        File.WriteAllText(
            Path.Combine(_guest.Root, "var/lib/dpkg/status"),
            File.ReadAllText(Path.Combine(_guest.Root, "var/lib/dpkg/status"))
                + "\n"
                + Debs.Status("mine", "1")
                    .Replace("Maintainer", "Depends: tool\nMaintainer", StringComparison.Ordinal)
        );
        _guest.Write("var/lib/dpkg/info/mine.list", "/.\n");
        _guest.Disc.Burn();

        var run = _guest.Run("dash", "uninstall");

        Assert.StartsWith(
            "agent 1.0: failed (something else in this guest needs it",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("1.0", Debs.Installed(_guest, "tool"));
        Assert.NotNull(_guest.Recorded("agent"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_package_that_fails_half_way_is_taken_back(string shell)
    {
        Debs.Make(_guest, "tool", "1.0", scripts: ("postinst", "exit 5\n"));
        _guest.Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        var run = _guest.RunJson(shell, "install");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain(
            "tool",
            File.ReadAllText(Path.Combine(_guest.Root, "var/lib/dpkg/status")),
            StringComparison.Ordinal
        );
        Assert.Null(_guest.Recorded("agent"));
        Assert.Contains(
            "returned error exit status 5",
            run.Result.GetProperty("components")[0].GetProperty("log_tail").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_rollback_puts_the_older_package_in_and_takes_away_what_the_newer_release_brought()
    {
        Debs.Make(_guest, "tool", "2.0");
        Debs.Make(_guest, "added", "1.0");
        _guest
            .Disc.Row("agent", "2.0", "deb", "projects/agent/tool_2.0.deb")
            .Row("more", "1.0", "deb", "projects/agent/added_1.0.deb")
            .Burn();
        _guest.Run("dash", "install");
        _guest.NextDisc("0.9");
        Debs.Make(_guest, "tool", "1.0");
        _guest.Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        Assert.Equal(
            (11, "agent 1.0: newer (tool 2.0 is in place)\n"),
            _guest.Run("dash", "install")
        );
        Assert.Equal(
            (0, "more 1.0: removed\nagent 1.0: downgraded\n"),
            _guest.Run("dash", "rollback")
        );
        Assert.Equal("1.0", Debs.Installed(_guest, "tool"));
        Assert.Equal("", Debs.Installed(_guest, "added"));
    }

    public void Dispose() => _guest.Dispose();
}
