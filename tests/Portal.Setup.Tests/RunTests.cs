using System.Text.Json.Nodes;

namespace Portal.Setup.Tests;

/// <summary>What holds for a run whatever its components are.</summary>
public sealed class RunTests : IDisposable
{
    private readonly Guest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void The_result_tells_the_guest_the_disc_and_the_run()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        var file = _guest.At("own result.json");

        var result = _guest.Result(
            disc,
            "install",
            "--result",
            file,
            "--run-id",
            new string('a', 32)
        );

        Assert.Equal(new string('a', 32), (string)result["run_id"]!);
        Assert.Equal("setup.exe", (string)result["installer"]!);
        Assert.Equal(
            """{"id":"win11","system":"windows","distro":"windows","version":"10.0.22621","edition":"client","arch":"x86_64","kernel":"10.0.22621.1702"}""",
            result["os"]!.ToJsonString()
        );
        Assert.True((bool)result["secure_boot"]!);
        Assert.Equal(
            ("guest-tools", "1.0"),
            ((string)result["iso"]!["product"]!, (string)result["iso"]!["version"]!)
        );
        Assert.Equal(
            result.ToJsonString(),
            JsonNode.Parse(_guest.Read("own result.json"))!.ToJsonString()
        );
        Assert.Equal(
            result.ToJsonString(),
            JsonNode.Parse(_guest.Read("data/result.json"))!.ToJsonString()
        );
        Assert.StartsWith(
            "information Guest tools, install: exit code 0.",
            _guest.Read("events"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("10.0.22621.0 client x86_64", "win11")]
    [InlineData("10.0.19045.0 client aarch64", "win10")]
    [InlineData("10.0.10240.0 client x86", "win10")]
    [InlineData("6.3.9600.0 client x86", "win8.1")]
    [InlineData("6.2.9200.0 client x86", "win8")]
    [InlineData("6.1.7601.0 client x86", "win7")]
    [InlineData("10.0.26100.0 server x86_64", "win2k25")]
    [InlineData("10.0.20348.0 server x86_64", "win2k22")]
    [InlineData("10.0.17763.0 server x86_64", "win2k19")]
    [InlineData("10.0.14393.0 server x86_64", "win2k16")]
    [InlineData("6.3.9600.0 server x86_64", "win2k12r2")]
    [InlineData("6.2.9200.0 server x86_64", "win2k12")]
    [InlineData("6.1.7601.0 server x86_64", "win2k8r2")]
    [InlineData("6.0.6002.0 server x86_64", null)]
    public void A_windows_is_known_by_its_build(string facts, string? id)
    {
        _guest.Write("facts", facts);
        var disc = _guest
            .Disc()
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: ("platform", id ?? "win7"))
            .Burn();

        var result = _guest.Result(disc, "status");

        Assert.Equal(id, (string?)result["os"]!["id"]);
        Assert.Equal([id is null ? "agent: not-applicable" : "agent: absent"], result.Statuses());
    }

    [Theory]
    [InlineData("build", ">=22000", true)]
    [InlineData("build", ">=10240 <22000", false)]
    [InlineData("build", "22621", true)]
    [InlineData("build", "<=22621", true)]
    [InlineData("build", ">22621", false)]
    [InlineData("build", "<22621.1", true)]
    [InlineData("edition", "server", false)]
    [InlineData("edition", "client,server", true)]
    [InlineData("arch", "x86", false)]
    [InlineData("arch", "aarch64,x86_64", true)]
    [InlineData("os", "linux", false)]
    [InlineData("distro", "debian", false)]
    [InlineData("platform", "win10,win11", true)]
    public void Every_condition_has_to_hold(string column, string value, bool holds)
    {
        var disc = _guest
            .Disc()
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: (column, value))
            .Burn();

        Assert.Equal(
            [holds ? "agent: absent" : "agent: not-applicable"],
            _guest.Result(disc, "status").Statuses()
        );
    }

    [Fact]
    public void The_first_entry_that_fits_is_taken()
    {
        var disc = _guest
            .Disc()
            .Row("agent", "1.0", "deb", "projects/agent/a.deb", ("os", "linux"))
            .Msi("agent", "1.0", "{A-86}", "1.0.0", more: ("arch", "x86"))
            .Driver("agent", "1.0")
            .Msi("agent", "1.0", "{A-64}", "1.0.0")
            .Write("projects/agent/a.deb", "")
            .Burn();

        _guest.Result(disc, "install");

        Assert.StartsWith("pnputil", Assert.Single(_guest.Calls()), StringComparison.Ordinal);
        Assert.Equal(["agent: absent"], _guest.Result(disc, "status", "--arch", "x86").Statuses());
    }

    [Fact]
    public void A_component_that_fails_stops_those_that_require_it_and_no_other()
    {
        var disc = _guest
            .Disc()
            .Driver("bus", "1.0")
            .Msi("agent", "1.0", "{A-1}", "1.0.0", "{A}", ("requires", "bus"))
            .Msi("top", "1.0", "{T-1}", "1.0.0", "{T}", ("requires", "agent"))
            .Msi("other", "1.0", "{O-1}", "1.0.0", "{O}")
            .Burn();
        _guest.Codes("pnputil", 5);

        var result = _guest.Result(disc, "install");

        Assert.Equal(
            ["bus: failed", "agent: blocked", "top: blocked", "other: installed"],
            result.Statuses()
        );
        Assert.Equal(
            (3, "requires bus"),
            (result.Exit(), (string)result.Component("agent")["reason"]!)
        );
        Assert.StartsWith("error", _guest.Read("events"), StringComparison.Ordinal);
    }

    [Fact]
    public void Uninstalling_walks_backwards_and_keeps_what_something_still_needs()
    {
        var disc = _guest
            .Disc()
            .Driver("bus", "1.0")
            .Msi("agent", "1.0", "{A-1}", "1.0.0", "{A}", ("requires", "bus"))
            .Burn();
        _guest.Result(disc, "install");
        _guest.Calls();
        _guest.Codes("msiexec", 1603);

        Assert.Equal(
            ["agent: failed", "bus: blocked"],
            _guest.Result(disc, "uninstall").Statuses()
        );
        Assert.Equal(
            ["agent: removed", "bus: removed"],
            _guest.Result(disc, "uninstall").Statuses()
        );
        Assert.Equal(
            ["msiexec", "msiexec", "pnputil"],
            _guest.Calls().Select(call => call.Split('\t')[0])
        );
    }

    [Fact]
    public void What_came_from_another_disc_of_the_product_is_taken_away_too()
    {
        _guest.Result(
            _guest
                .Disc("old")
                .Driver("bus", "1.0")
                .Msi("gone", "1.0", "{G-1}", "1.0.0", "{G}")
                .Burn(),
            "install"
        );
        var disc = _guest.Disc().Driver("bus", "1.0").Burn();

        Assert.Equal(
            ["gone: removed", "bus: removed"],
            _guest.Result(disc, "uninstall").Statuses()
        );
    }

    [Fact]
    public void Only_what_is_asked_for_and_what_it_requires_is_installed()
    {
        var disc = _guest
            .Disc()
            .Driver("bus", "1.0")
            .Msi("agent", "1.0", "{A-1}", "1.0.0", "{A}", ("requires", "bus"))
            .Msi("other", "1.0", "{O-1}", "1.0.0", "{O}")
            .Burn();

        Assert.Equal(
            ["bus: installed", "agent: installed"],
            _guest.Result(disc, "install", "--only", "agent").Statuses()
        );
        Assert.Equal(["other: absent"], _guest.Result(disc, "status", "--only=other").Statuses());
        Assert.Equal(
            ["bus: current", "agent: current", "other: absent"],
            _guest.Result(disc, "update").Statuses()
        );
        var unknown = _guest.Result(disc, "install", "--only", "nothing");
        Assert.Equal(2, unknown.Exit());
        Assert.Contains(
            "no component 'nothing'",
            (string)unknown["message"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_dry_run_foretells_and_changes_nothing()
    {
        var disc = _guest.Disc().Driver("bus", "1.0").Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        Assert.Equal(
            ["bus: would-install", "agent: would-install"],
            _guest.Result(disc, "install", "--dry-run").Statuses()
        );
        Assert.Empty(_guest.Calls());
        Assert.False(Directory.Exists(_guest.At("data")));

        _guest.Result(disc, "install");
        _guest.Calls();
        var state = _guest.Read("data/state.json");
        Assert.Equal(
            ["agent: would-remove", "bus: would-remove"],
            _guest.Result(disc, "uninstall", "--dry-run").Statuses()
        );
        Assert.Empty(_guest.Calls());
        Assert.Equal(state, _guest.Read("data/state.json"));
    }

    [Theory]
    [InlineData("deny = all", 24)]
    [InlineData("deny = agent", 0)]
    [InlineData("only = bus", 0)]
    [InlineData("allow = all", 0)]
    [InlineData("denny = agent", 24)]
    [InlineData("deny", 24)]
    [InlineData("deny = A gent!", 24)]
    [InlineData("trust-publisher =", 24)]
    public void The_owners_policy_is_kept(string line, int exit)
    {
        _guest.Write("data/guest-tools.conf", "# of the owner\r\n" + line + "\r\n");
        var disc = _guest.Disc().Driver("bus", "1.0").Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        var result = _guest.Result(disc, "install");

        Assert.Equal(exit, result.Exit());
        if (exit == 24)
        {
            Assert.Empty(_guest.Calls());
            Assert.NotNull(result["message"]);
        }
        else
        {
            Assert.Equal(
                line.StartsWith("allow", StringComparison.Ordinal)
                    ? "agent: installed"
                    : "agent: blocked",
                result.Statuses().Last()
            );
        }
    }

    [Fact]
    public void What_requires_a_forbidden_component_is_forbidden_with_it()
    {
        _guest.Write("data/guest-tools.conf", "deny = bus\n");
        var disc = _guest
            .Disc()
            .Driver("bus", "1.0")
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: ("requires", "bus"))
            .Burn();

        var result = _guest.Result(disc, "install");

        Assert.Equal(24, result.Exit());
        Assert.Equal(["bus: blocked", "agent: blocked"], result.Statuses());
    }

    [Theory]
    [InlineData("projects/agent/the agent.msi")]
    [InlineData("projects/agent/beside.txt")]
    [InlineData("guest-tools/install.tsv")]
    [InlineData("guest-tools/release.json")]
    public void An_altered_disc_stops_everything(string file)
    {
        var disc = _guest
            .Disc()
            .Msi("agent", "1.0", "{A-1}", "1.0.0")
            .Write("projects/agent/beside.txt", "used by it")
            .Burn();
        File.AppendAllText(disc.At(file), "x");

        var result = _guest.Result(disc, "install");

        Assert.Equal(22, result.Exit());
        Assert.Contains(file, (string)result["message"]!, StringComparison.Ordinal);
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void A_file_that_is_missing_or_not_listed_is_told()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        File.Delete(disc.At("projects/agent/the agent.msi"));
        Assert.Equal(22, _guest.Run(disc, "install").ExitCode);

        var sums = disc.At("guest-tools/SHA256SUMS");
        File.WriteAllLines(
            sums,
            File.ReadAllLines(sums).Where(l => !l.EndsWith(".msi", StringComparison.Ordinal))
        );
        Assert.Contains(
            "does not list",
            _guest.Run(disc, "install").Errors,
            StringComparison.Ordinal
        );
        File.Delete(sums);
        Assert.Equal(22, _guest.Run(disc, "list").ExitCode);
    }

    [Fact]
    public void A_table_of_another_kind_is_left_to_the_installer_beside_it()
    {
        var disc = _guest.Disc().Burn("install-table\t1\norder\n");

        Assert.Equal(20, _guest.Run(disc, "install").ExitCode);
    }

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("install", "update")]
    [InlineData("install", "--run-id", "short")]
    [InlineData("install", "--only", "a,,b")]
    [InlineData("install", "--arch", "x!")]
    [InlineData("install", "--result")]
    [InlineData]
    public void A_wrong_command_line_is_told(params string[] arguments)
    {
        var end = _guest.Run(_guest.Disc().Burn(), arguments);

        Assert.Equal((2, ""), (end.ExitCode, end.Output));
        Assert.NotEqual("", end.Errors);
    }

    [Fact]
    public void Another_run_or_too_few_rights_are_told_before_anything_is_done()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Write("locked", "");
        Assert.Equal(23, _guest.Result(disc, "install").Exit());
        Assert.Equal(0, _guest.Result(disc, "status").Exit());

        _guest.Write("denied", "");
        Assert.Equal(1, _guest.Result(disc, "install").Exit());
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void A_run_below_the_agent_goes_on_apart_from_it()
    {
        _guest.Write("ancestors", "cmd.exe\nQEMU-GA.exe\nservices.exe\n");
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        var end = _guest.Run(disc, "install", "--json", "--result", "r.json", "--only", "agent");

        var started = Documents.Result(end.Output);
        Assert.Equal((0, true), (end.ExitCode, (bool)started["detached"]!));
        Assert.Null(started["ended"]);
        Assert.Empty(_guest.Calls());
        var arguments = _guest.Read("apart").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                "install",
                "--result",
                _guest.At("r.json"),
                "--only",
                "agent",
                "--disc",
                disc.Path,
                "--run-id",
                (string)started["run_id"]!,
            ],
            arguments
        );

        // What the task runs.
        var apart = _guest.Run("/nowhere", null, arguments);
        Assert.Equal(0, apart.ExitCode);
        var result = Documents.Result(_guest.Read("r.json"));
        Assert.True((bool)result["detached"]!);
        Assert.Equal(["agent: installed"], result.Statuses());
        Assert.Equal((string)started["run_id"]!, (string)result["run_id"]!);
        Assert.EndsWith(
            $"ended {started["run_id"]}\n",
            _guest.Read("apart"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void It_can_be_told_to_stay_or_to_go()
    {
        _guest.Write("ancestors", "qemu-ga.exe\n");
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        Assert.Equal(
            ["agent: installed"],
            _guest.Result(disc, "install", "--no-detach").Statuses()
        );
        Assert.Equal("", _guest.Read("apart"));
        Assert.Equal(0, _guest.Run(disc, "status").ExitCode);
        File.Delete(_guest.At("ancestors"));
        Assert.Contains(
            "runs on by itself",
            _guest.Run(disc, "uninstall", "--detach").Output,
            StringComparison.Ordinal
        );
        Assert.StartsWith("uninstall\n--disc\n", _guest.Read("apart"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_is_damaged_stops_a_run_and_is_not_overwritten()
    {
        _guest.Write("data/state.json", "{\"schema\":1,");
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        Assert.Equal(1, _guest.Run(disc, "install").ExitCode);
        Assert.Equal("{\"schema\":1,", _guest.Read("data/state.json"));
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void What_a_killed_run_had_begun_is_known_to_the_next()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Tool("msiexec.exe", "#!/bin/sh\nkill -9 \"$(ps -o ppid= -p $$)\"\n");
        var killed = _guest.Run(disc, "install");
        Assert.NotEqual(0, killed.ExitCode);
        Assert.Contains(
            "\"state\":\"pending\"",
            _guest.Read("data/state.json"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"ended\": null",
            _guest.Read("data/result.json"),
            StringComparison.Ordinal
        );

        using var sound = new Guest();
        _guest.Tool("msiexec.exe", sound.Read("bin/msiexec.exe"));

        Assert.Equal(["agent: installed"], _guest.Result(disc, "install").Statuses());
        Assert.Contains(
            "\"state\":\"installed\"",
            _guest.Read("data/state.json"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_newest_release_of_a_product_is_remembered()
    {
        _guest.Result(_guest.Disc("b", "1.10").Driver("bus", "1.0").Burn(), "install");
        _guest.Result(_guest.Disc("a", "1.9").Driver("bus", "1.0").Burn(), "install");

        var release = Assert.Single(
            JsonNode.Parse(_guest.Read("data/state.json"))!["releases"]!.AsArray()
        )!;
        Assert.Equal("1.10", (string)release["version"]!);
    }

    [Fact]
    public void A_list_tells_what_is_for_this_guest_and_asks_no_tool()
    {
        var disc = _guest
            .Disc()
            .Driver("bus", "1.0")
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: ("arch", "x86"))
            .Burn();

        var end = _guest.Run(disc, "list");

        Assert.Equal(
            "This guest: windows 10.0.22621 client x86_64\nbus 1.0: absent (inf)\nagent 1.0: not-applicable\n",
            end.Output
        );
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void A_log_is_kept_where_it_was_asked_for()
    {
        var disc = _guest.Disc().Driver("bus", "1.0").Burn();

        _guest.Result(disc, "install", "--log", _guest.At("my.log"));

        Assert.Contains("Z bus 1.0: installed", _guest.Read("my.log"), StringComparison.Ordinal);
        Assert.Equal(
            1,
            _guest.Run(disc, "install", "--log", _guest.At("no/such/folder.log")).ExitCode
        );
    }

    [Fact]
    public void A_person_is_shown_what_would_be_done_and_asked()
    {
        var disc = _guest.Disc().Driver("bus", "1.0").Burn();

        var no = _guest.Run(disc.Path, "\n", "ask");
        Assert.Contains("bus 1.0: would-install", no.Output, StringComparison.Ordinal);
        Assert.Empty(_guest.Calls());

        var yes = _guest.Run(disc.Path, "y\n\n", "ask");
        Assert.Contains("bus 1.0: installed", yes.Output, StringComparison.Ordinal);
        Assert.Contains("Done.", yes.Output, StringComparison.Ordinal);
        Assert.Single(_guest.Calls());
    }
}
