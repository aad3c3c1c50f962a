namespace Portal.Installer.Tests;

/// <summary>Discs of several releases in one guest.</summary>
public sealed class UpdateAndRollbackTests : IDisposable
{
    private readonly Guest _guest = new();

    [Theory, ClassData(typeof(Shells))]
    public void Update_touches_what_is_in_place_and_what_that_needs_anew(string shell)
    {
        // "stranger" came by other means: its script says that it is there.
        _guest
            .Disc.Script("tool")
            .Script("stranger", body: "[ \"$1\" != status ]")
            .Script("absent", body: "[ \"$1\" != status ]")
            .Burn();
        _guest.Run(shell, "install", "--only", "tool");
        _guest.Calls();

        _guest
            .NextDisc("1.1")
            .Script("library", body: "[ \"$1\" != status ]")
            .Script("tool", "1.1", requires: "library")
            .Script("stranger")
            .Script("absent", body: "[ \"$1\" != status ]")
            .Burn();

        Assert.Equal(
            (
                0,
                "library 1.0: would-install\ntool 1.1: would-update\nstranger 1.0: would-install\nabsent 1.0: absent\n"
            ),
            _guest.Run(shell, "update", "--dry-run")
        );
        var run = _guest.RunJson(shell, "update");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["library install", "tool update", "stranger install"], _guest.Calls());
        Assert.Equal(
            [
                "library:-:1.0:installed",
                "tool:1.0:1.1:updated",
                "stranger:-:1.0:installed",
                "absent:-:-:absent",
            ],
            Versions(run.Result)
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_newer_version_is_kept_until_a_rollback_asks_for_the_older_one(string shell)
    {
        _guest.Disc.Script("tool", "1.10", "echo \"before $GT_BEFORE\" >>\"$CALLS\"").Burn();
        _guest.Run(shell, "install");
        _guest.Calls();
        _guest
            .NextDisc("0.9")
            .Script("tool", "1.9", "echo \"before $GT_BEFORE\" >>\"$CALLS\"")
            .Burn();

        Assert.Equal((11, "tool 1.9: newer (1.10 is in place)\n"), _guest.Run(shell, "install"));
        Assert.Equal((11, "tool 1.9: newer (1.10 is in place)\n"), _guest.Run(shell, "update"));
        Assert.DoesNotContain("tool update", _guest.Calls());
        Assert.Equal(
            (0, "tool 1.9: would-downgrade\n"),
            _guest.Run(shell, "rollback", "--dry-run")
        );

        var run = _guest.RunJson(shell, "rollback");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["tool:1.10:1.9:downgraded"], Versions(run.Result));
        Assert.Contains("tool update", _guest.Calls());
        Assert.Equal("1.9", _guest.Recorded("tool")?.GetProperty("version").GetString());
        Assert.Equal((11, "tool 1.9: current\n"), _guest.Run(shell, "rollback"));
    }

    [Fact]
    public void What_refuses_to_go_back_stays_and_the_others_go()
    {
        _guest.Disc.Script("database", "2").Script("tool", "2").Burn();
        _guest.Run("dash", "install");
        _guest
            .NextDisc("0.9")
            .Script("database", more: ("downgrade", "refuse"))
            .Script("tool")
            .Script("never")
            .Burn();

        Assert.Equal(
            (
                0,
                "database 1.0: newer (2 is in place and does not go back)\ntool 1.0: downgraded\nnever 1.0: absent\n"
            ),
            _guest.Run("dash", "rollback")
        );
    }

    [Fact]
    public void A_rollback_tells_what_it_cannot_take_away()
    {
        _guest.Disc.Script("tool", "2").Script("added").Burn();
        _guest.Run("dash", "install");
        _guest.NextDisc("0.9").Script("tool").Burn();

        Assert.Equal(
            (
                0,
                "added 1.0: kept (no script of this disc takes it away; use the disc that it came from)\ntool 1.0: downgraded\n"
            ),
            _guest.Run("dash", "rollback")
        );
    }

    [Fact]
    public void What_came_from_discs_of_another_product_is_not_touched()
    {
        _guest.NextDisc("3.0", "other-tools").Script("other").Burn();
        _guest.Run("dash", "install");
        _guest.NextDisc("1.0").Script("tool").Burn();
        _guest.Run("dash", "install");
        _guest.Calls();

        Assert.Equal((0, "tool 1.0: removed\n"), _guest.Run("dash", "uninstall"));
        Assert.Equal(["tool uninstall"], _guest.Calls());
        Assert.NotNull(_guest.Recorded("other"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_still_needs_a_component_holds_it_when_it_cannot_go_itself(string shell)
    {
        _guest
            .Disc.Script("base")
            .Script("middle", requires: "base", body: "[ \"$1\" != uninstall ]")
            .Script("other")
            .Burn();
        _guest.Run(shell, "install");
        _guest.Calls();

        var run = _guest.Run(shell, "uninstall");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(
            "base 1.0: blocked (what requires it is still there)\n",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(["other uninstall", "middle uninstall"], _guest.Calls());
    }

    [Theory]
    [InlineData("always", "exit 0", 10)]
    [InlineData("asked", "exit 0", 0)]
    [InlineData("asked", "exit 10", 10)]
    [InlineData("never", "exit 10", 0)]
    public void A_reboot_is_asked_for_as_the_manifest_says(string rule, string body, int code)
    {
        _guest.Disc.Script("tool", body: body, more: ("reboot", rule)).Burn();

        var run = _guest.RunJson("dash", "install");

        Assert.Equal(code, run.ExitCode);
        Assert.Equal(code == 10, run.Result.GetProperty("reboot_required").GetBoolean());
    }

    public void Dispose() => _guest.Dispose();

    private static IEnumerable<string> Versions(System.Text.Json.JsonElement result) =>
        result
            .GetProperty("components")
            .EnumerateArray()
            .Select(c =>
                $"{c.GetProperty("name")}:{c.GetProperty("version_before").GetString() ?? "-"}:{c.GetProperty("version_after").GetString() ?? "-"}:{c.GetProperty("status")}"
            );
}
