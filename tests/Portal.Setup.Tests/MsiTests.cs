using System.Globalization;
using System.Text.Json.Nodes;

namespace Portal.Setup.Tests;

/// <summary>Packages of Windows Installer.</summary>
public sealed class MsiTests : IDisposable
{
    private const string Install =
        "msiexec\t/i\t~/disc/projects/agent/the agent.msi\t/qn\t/norestart\t/l*v\t~/data/log/agent.log.msi.log";

    private readonly Guest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void A_package_is_installed_once_updated_and_taken_away()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        var first = _guest.Result(disc, "install");
        Assert.Equal((0, "installed"), (first.Exit(), (string)first.Component("agent")["status"]!));
        Assert.Equal([Install], _guest.Calls());

        Assert.Equal(["agent: current"], _guest.Result(disc, "install").Statuses());
        Assert.Equal(["agent: current"], _guest.Result(disc, "status").Statuses());
        Assert.Empty(_guest.Calls());

        var newer = _guest.Disc("newer", "2.0").Msi("agent", "2.0", "{A-2}", "2.0.0").Burn();
        Assert.Equal(["agent: outdated"], _guest.Result(newer, "status").Statuses());
        var updated = _guest.Result(newer, "update").Component("agent");
        Assert.Equal(
            ("updated", "1.0", "2.0"),
            (
                (string)updated["status"]!,
                (string)updated["version_before"]!,
                (string)updated["version_after"]!
            )
        );
        Assert.Equal(["agent: newer"], _guest.Result(disc, "install").Statuses());

        _guest.Calls();
        Assert.Equal(["agent: removed"], _guest.Result(newer, "uninstall").Statuses());
        Assert.Equal(
            ["msiexec\t/x\t{A-2}\t/qn\t/norestart\t/l*v\t~/data/log/agent.log.msi.log"],
            _guest.Calls()
        );
        Assert.Equal(["agent: absent"], _guest.Result(newer, "status").Statuses());
        Assert.Equal(11, _guest.Run(newer, "uninstall").ExitCode);
    }

    [Fact]
    public void Its_switches_are_handed_on_as_they_are()
    {
        var disc = _guest
            .Disc()
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: ("switches", "ADDLOCAL=ALL X=\"a b\""))
            .Burn();

        _guest.Result(disc, "install");

        Assert.Equal([Install + "\tADDLOCAL=ALL\tX=a b"], _guest.Calls());
    }

    [Theory]
    [InlineData(0, "installed", 0, false)]
    [InlineData(3010, "installed", 10, true)]
    [InlineData(1641, "installed", 10, true)]
    [InlineData(1601, "failed", 1, false)]
    [InlineData(1602, "failed", 1, false)]
    [InlineData(1603, "failed", 1, false)]
    [InlineData(1605, "failed", 1, false)]
    [InlineData(1612, "failed", 1, false)]
    [InlineData(1613, "failed", 1, false)]
    [InlineData(1619, "failed", 1, false)]
    [InlineData(1620, "failed", 1, false)]
    [InlineData(1622, "failed", 1, false)]
    [InlineData(1624, "failed", 1, false)]
    [InlineData(1625, "failed", 1, false)]
    [InlineData(1633, "failed", 1, false)]
    [InlineData(1639, "failed", 1, false)]
    [InlineData(1640, "failed", 1, false)]
    [InlineData(1654, "failed", 1, false)]
    [InlineData(87, "failed", 1, false)]
    public void Every_code_of_msiexec_means_what_is_documented(
        int code,
        string status,
        int exit,
        bool needsReboot
    )
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Codes("msiexec", code);

        var result = _guest.Result(disc, "install");

        var agent = result.Component("agent");
        Assert.Equal(
            (status, exit, needsReboot),
            ((string)agent["status"]!, result.Exit(), (bool)result["reboot_required"]!)
        );
        Assert.Equal(code, (int)agent["native_exit"]!);
        if (status == "failed")
        {
            Assert.Contains(
                code.ToString(CultureInfo.InvariantCulture),
                (string)agent["reason"]!,
                StringComparison.Ordinal
            );
            Assert.NotNull(agent["log_tail"]);
            Assert.Empty(State());
        }
    }

    [Fact]
    public void Codes_and_reboots_of_the_component_itself_count()
    {
        var disc = _guest
            .Disc()
            .Msi("a", "1.0", "{A-1}", "1.0.0", "{A}", ("ok", "0,7"), ("restart", "8"))
            .Msi("b", "1.0", "{B-1}", "1.0.0", "{B}", ("reboot", "always"))
            .Msi("c", "1.0", "{C-1}", "1.0.0", "{C}", ("reboot", "never"))
            .Burn();
        _guest.Codes("msiexec", 8, 0, 3010);

        var result = _guest.Result(disc, "install");

        Assert.Equal(["a: installed", "b: installed", "c: installed"], result.Statuses());
        Assert.Equal("reboot needed", (string)result.Component("a")["reason"]!);
        Assert.Equal("reboot needed", (string)result.Component("b")["reason"]!);
        Assert.Null(result.Component("c")["reason"]);
    }

    [Fact]
    public void Another_installation_is_waited_for()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Codes("msiexec", 1618, 1618);

        Assert.Equal(["agent: installed"], _guest.Result(disc, "install").Statuses());
        Assert.Equal(3, _guest.Calls().Count);
        Assert.Equal(
            2,
            _guest.Read("waits").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
        );
    }

    [Fact]
    public void But_not_for_ever()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Codes("msiexec", [.. Enumerable.Repeat(1618, 100)]);

        var result = _guest.Result(disc, "install");

        Assert.Equal(23, result.Exit());
        Assert.InRange(_guest.Calls().Count, 2, 40);
    }

    [Fact]
    public void Another_build_of_the_same_product_is_replaced_in_place()
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Codes("msiexec", 1638);

        Assert.Equal(["agent: installed"], _guest.Result(disc, "install").Statuses());
        Assert.Equal([Install, Install + "\tREINSTALL=ALL\tREINSTALLMODE=vomus"], _guest.Calls());
    }

    [Fact]
    public void A_small_update_of_the_same_product_is_one()
    {
        Installed("{A-1}", "1.0.0");
        var disc = _guest.Disc().Msi("agent", "1.1", "{A-1}", "1.0.1").Burn();

        Assert.Equal(["agent: updated"], _guest.Result(disc, "install").Statuses());
        Assert.Equal([Install + "\tREINSTALL=ALL\tREINSTALLMODE=vomus"], _guest.Calls());
    }

    [Fact]
    public void What_was_there_before_in_this_version_or_newer_is_left_alone()
    {
        Installed("{A-9}", "1.0.0");
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        Assert.Equal(["agent: current"], _guest.Result(disc, "install").Statuses());

        Installed("{A-9}", "3.1.4");
        var result = _guest.Result(disc, "install");
        Assert.Equal(["agent: newer"], result.Statuses());
        Assert.Contains(
            "3.1.4",
            (string)result.Component("agent")["reason"]!,
            StringComparison.Ordinal
        );
        Assert.Equal(["agent: absent"], _guest.Result(disc, "uninstall").Statuses());
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void What_it_replaced_is_remembered()
    {
        Installed("{A-0}", "0.5.0");
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();

        Assert.Equal(["agent: updated"], _guest.Result(disc, "install").Statuses());

        var record = Assert.Single(State())!;
        Assert.Equal(["{A-1}"], record["put"]!.AsArray().Select(p => (string)p!));
        Assert.Equal(["{A-0}=0.5.0"], record["before"]!.AsArray().Select(p => (string)p!));
    }

    [Fact]
    public void An_older_disc_goes_back_by_taking_the_newer_product_away_first()
    {
        var older = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        var newer = _guest.Disc("newer", "2.0").Msi("agent", "2.0", "{A-2}", "2.0.0").Burn();
        _guest.Result(newer, "install");
        _guest.Calls();

        Assert.Equal(
            ["agent: would-downgrade"],
            _guest.Result(older, "rollback", "--dry-run").Statuses()
        );
        var result = _guest.Result(older, "rollback").Component("agent");

        Assert.Equal(
            ("downgraded", "2.0", "1.0"),
            (
                (string)result["status"]!,
                (string)result["version_before"]!,
                (string)result["version_after"]!
            )
        );
        Assert.Equal(
            ["msiexec\t/x\t{A-2}", Install],
            _guest
                .Calls()
                .Select(call =>
                    call.Split("\t/qn")[0] == Install.Split("\t/qn")[0]
                        ? call
                        : call.Split("\t/qn")[0]
                )
        );
        Assert.Equal(["agent: current"], _guest.Result(older, "rollback").Statuses());
    }

    [Fact]
    public void What_does_not_go_back_stays()
    {
        var older = _guest
            .Disc()
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: ("downgrade", "refuse"))
            .Burn();
        var newer = _guest.Disc("newer", "2.0").Msi("agent", "2.0", "{A-2}", "2.0.0").Burn();
        _guest.Result(newer, "install");
        _guest.Calls();

        Assert.Equal(["agent: newer"], _guest.Result(older, "rollback").Statuses());
        Assert.Empty(_guest.Calls());
    }

    [Theory]
    [InlineData(0, "removed", 0)]
    [InlineData(1605, "removed", 0)]
    [InlineData(3010, "removed", 10)]
    [InlineData(1641, "removed", 10)]
    [InlineData(1603, "failed", 1)]
    [InlineData(1612, "failed", 1)]
    public void Every_code_of_a_removal_means_what_is_documented(int code, string status, int exit)
    {
        var disc = _guest.Disc().Msi("agent", "1.0", "{A-1}", "1.0.0").Burn();
        _guest.Result(disc, "install");
        _guest.Codes("msiexec", code);

        var result = _guest.Result(disc, "uninstall");

        Assert.Equal((status, exit), ((string)result.Component("agent")["status"]!, result.Exit()));
        // What could not be taken away is known to the next run.
        Assert.Equal(status == "failed" ? 1 : 0, State().Count);
    }

    [Fact]
    public void A_package_that_cannot_be_read_is_told()
    {
        var disc = _guest
            .Disc()
            .Write("projects/agent/a.msi", "nonsense")
            .Row("agent", "1.0", "msi", "projects/agent/a.msi")
            .Burn();

        Assert.Equal(["agent: failed"], _guest.Result(disc, "install").Statuses());
        var status = _guest.Result(disc, "status");
        Assert.Equal((1, "agent: unknown"), (status.Exit(), status.Statuses().Single()));
    }

    private void Installed(string product, string version)
    {
        _guest.Write("msi/" + product, version);
        _guest.Write("family/{A}/" + product, "");
    }

    private JsonArray State() =>
        JsonNode.Parse(_guest.Read("data/state.json"))!["components"]!.AsArray();
}
