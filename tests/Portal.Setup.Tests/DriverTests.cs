using System.Text.Json.Nodes;

namespace Portal.Setup.Tests;

/// <summary>Drivers, by pnputil in its two languages.</summary>
public sealed class DriverTests : IDisposable
{
    private const string Inf = "~/disc/projects/net/w10/amd64/net.inf";

    private readonly List<Guest> _guests = [];

    public void Dispose() => _guests.ForEach(guest => guest.Dispose());

    [Theory]
    [InlineData(
        "10.0.14393.0 server x86_64",
        "pnputil\t/add-driver\t" + Inf + "\t/install",
        "pnputil\t/delete-driver\toem1.inf\t/uninstall"
    )]
    [InlineData(
        "10.0.10586.0 client x86_64",
        "pnputil\t-i\t-a\t" + Inf,
        "pnputil\t-f\t-d\toem1.inf"
    )]
    [InlineData("6.1.7601.0 client x86", "pnputil\t-i\t-a\t" + Inf, "pnputil\t-f\t-d\toem1.inf")]
    public void A_driver_goes_into_the_store_once_and_out_again(
        string facts,
        string add,
        string delete
    )
    {
        var guest = On(facts);
        var disc = guest.Disc().Driver("net", "1.0").Burn();

        Assert.Equal(["net: installed"], guest.Result(disc, "install").Statuses());
        Assert.Equal([add], guest.Calls());
        Assert.Equal(["oem1.inf"], Put(guest));
        Assert.Equal(["net: current"], guest.Result(disc, "install").Statuses());
        Assert.Equal(["net: current"], guest.Result(disc, "status").Statuses());
        Assert.Empty(guest.Calls());

        Assert.Equal(["net: removed"], guest.Result(disc, "uninstall").Statuses());
        Assert.Equal([delete], guest.Calls());
        Assert.Equal(["net: absent"], guest.Result(disc, "status").Statuses());
    }

    [Theory]
    [InlineData(0, "installed", 0)]
    [InlineData(259, "installed", 0)]
    [InlineData(3010, "installed", 10)]
    [InlineData(1641, "installed", 10)]
    [InlineData(2, "failed", 1)]
    [InlineData(5, "failed", 1)]
    [InlineData(-2146498760, "failed", 1)] // 0x800F0238, as many of its errors are
    public void Every_code_of_pnputil_means_what_is_documented(int code, string status, int exit)
    {
        var guest = On();
        var disc = guest.Disc().Driver("net", "1.0").Burn();
        guest.Codes("pnputil", code);

        var result = guest.Result(disc, "install");

        Assert.Equal((status, exit), ((string)result.Component("net")["status"]!, result.Exit()));
    }

    [Fact]
    public void A_device_that_is_not_there_is_no_failure()
    {
        var guest = On();
        var disc = guest.Disc().Driver("net", "1.0").Burn();
        guest.Codes("pnputil", 259);

        var net = guest.Result(disc, "install").Component("net");

        Assert.Contains(
            "no device of this guest",
            (string)net["reason"]!,
            StringComparison.Ordinal
        );
        Assert.Equal(["oem1.inf"], Put(guest));
    }

    [Fact]
    public void A_driver_whose_publisher_is_not_trusted_is_left_out_and_no_window_is_opened()
    {
        var guest = On();
        var disc = guest
            .Disc()
            .Driver("net", "1.0", "Red Hat, Inc.")
            .Msi("agent", "1.0", "{A-1}", "1.0.0", more: ("requires", "net"))
            .Burn();

        var result = guest.Result(disc, "install");

        Assert.Equal(["net: skipped", "agent: installed"], result.Statuses());
        Assert.Equal(
            "this Windows does not trust the publisher 'Red Hat, Inc.'; the guest's owner may: trust-publisher = Red Hat, Inc.",
            (string)result.Component("net")["reason"]!
        );
        Assert.DoesNotContain(
            guest.Calls(),
            call => call.StartsWith("pnputil", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_owner_may_trust_a_publisher_for_as_long_as_the_driver_is_there()
    {
        var guest = On();
        guest.Write("data/guest-tools.conf", "# ours\ntrust-publisher = red hat, inc.\n");
        var disc = guest.Disc().Driver("net", "1.0", "Red Hat, Inc.").Burn();

        Assert.Equal(["net: installed"], guest.Result(disc, "install").Statuses());
        Assert.True(File.Exists(guest.At("trusted/Red Hat, Inc.")));
        Assert.Equal(["publisher:Red Hat, Inc.", "oem1.inf"], Put(guest));

        Assert.Equal(["net: removed"], guest.Result(disc, "uninstall").Statuses());
        Assert.False(File.Exists(guest.At("trusted/Red Hat, Inc.")));
    }

    [Fact]
    public void A_publisher_that_windows_knew_stays_known()
    {
        var guest = On();
        guest.Write("trusted/Red Hat, Inc.", "");
        var disc = guest.Disc().Driver("net", "1.0", "Red Hat, Inc.").Burn();

        Assert.Equal(["net: installed"], guest.Result(disc, "install").Statuses());
        guest.Result(disc, "uninstall");

        Assert.True(File.Exists(guest.At("trusted/Red Hat, Inc.")));
    }

    [Theory]
    [InlineData(null, "there is no catalog beside it")]
    [InlineData("Somebody\nits catalog is not trusted (0x800B0109)", "0x800B0109")]
    public void A_driver_that_windows_would_refuse_is_left_out_with_the_reason(
        string? publisher,
        string reason
    )
    {
        var guest = On();
        guest.Write("data/guest-tools.conf", "trust-publisher = Somebody\n");
        var disc = guest.Disc().Driver("net", "1.0", publisher).Burn();

        var net = guest.Result(disc, "install").Component("net");

        Assert.Equal("skipped", (string)net["status"]!);
        Assert.Contains(reason, (string)net["reason"]!, StringComparison.Ordinal);
        Assert.Empty(guest.Calls());
    }

    [Fact]
    public void The_catalog_of_the_own_architecture_is_asked()
    {
        var guest = On();
        var disc = guest.Disc().Driver("net", "1.0", null);
        disc.Write(
                "projects/net/w10/amd64/net.inf",
                "[Version]\nCatalogFile.NTx86=x86.cat\nCatalogFile.NTamd64=\"x64.cat\"\nCatalogFile=other.cat\n"
            )
            .Write("projects/net/w10/amd64/x64.cat", "Microsoft\n")
            .Burn();

        Assert.Equal(["net: installed"], guest.Result(disc, "install").Statuses());
    }

    [Fact]
    public void Utf16_is_read_as_well()
    {
        var guest = On();
        var disc = guest
            .Disc()
            .Driver("net", "1.0", null)
            .Write("projects/net/w10/amd64/net.cat", "Microsoft\n");
        File.WriteAllText(
            disc.At("projects/net/w10/amd64/net.inf"),
            "[Version]\r\nCatalogFile=net.cat\r\n",
            System.Text.Encoding.Unicode
        );
        disc.Burn();

        Assert.Equal(["net: installed"], guest.Result(disc, "install").Statuses());
    }

    [Fact]
    public void Drivers_that_were_there_before_stay()
    {
        var guest = On();
        var disc = guest.Disc().Driver("net", "1.0").Burn();
        File.Copy(disc.At("projects/net/w10/amd64/net.inf"), guest.At("published/oem7.inf"));

        Assert.Equal(["net: current"], guest.Result(disc, "install").Statuses());
        Assert.Equal(["net: absent"], guest.Result(disc, "uninstall").Statuses());
        Assert.True(File.Exists(guest.At("published/oem7.inf")));
        Assert.Empty(guest.Calls());
    }

    [Fact]
    public void A_newer_driver_is_added_and_an_older_disc_takes_it_out_before_it_goes_back()
    {
        var guest = On();
        var older = guest.Disc().Driver("net", "1.0").Burn();
        var newer = guest.Disc("newer", "2.0").Driver("net", "2.0").Burn();
        guest.Result(older, "install");
        Assert.Equal(["net: outdated"], guest.Result(newer, "status").Statuses());
        Assert.Equal(["net: updated"], guest.Result(newer, "install").Statuses());
        Assert.Equal(["net: newer"], guest.Result(older, "install").Statuses());
        Assert.Equal(["oem1.inf", "oem2.inf"], Put(guest));
        guest.Calls();

        Assert.Equal(["net: downgraded"], guest.Result(older, "rollback").Statuses());

        Assert.Equal(
            [
                "pnputil\t/delete-driver\toem1.inf\t/uninstall",
                "pnputil\t/delete-driver\toem2.inf\t/uninstall",
                "pnputil\t/add-driver\t" + Inf + "\t/install",
            ],
            guest.Calls()
        );
    }

    [Fact]
    public void The_driver_of_a_disk_is_not_torn_from_under_it()
    {
        var guest = On();
        var disc = guest.Disc().Driver("net", "1.0", more: ("stage", "storage")).Burn();
        guest.Result(disc, "install");
        guest.Calls();
        guest.Codes("pnputil", 5);

        var result = guest.Result(disc, "uninstall");

        Assert.Equal(["net: kept"], result.Statuses());
        Assert.Equal(["pnputil\t/delete-driver\toem1.inf"], guest.Calls());
        Assert.Equal(["oem1.inf"], Put(guest));
    }

    [Fact]
    public void Several_drivers_of_a_component_are_all_put_in()
    {
        var guest = On();
        var disc = guest.Disc().Driver("net", "1.0");
        disc.Write("projects/net/b.inf", "[Version]\nCatalogFile=b.cat\n")
            .Write("projects/net/b.cat", "Microsoft\n")
            .Row("both", "1.0", "inf", "projects/net/w10/amd64/net.inf|projects/net/b.inf")
            .Burn();
        guest.Codes("pnputil", 0, 2);

        // The first row is that of the driver alone.
        var first = guest.Result(disc, "install", "--only", "both");
        Assert.Equal(["both: failed"], first.Statuses());
        Assert.Equal(["oem1.inf"], Put(guest));

        Assert.Equal(
            ["both: installed"],
            guest.Result(disc, "install", "--only", "both").Statuses()
        );
        Assert.Equal(["oem1.inf", "oem2.inf"], Put(guest));
    }

    private static IEnumerable<string> Put(Guest guest) =>
        JsonNode.Parse(guest.Read("data/state.json"))!["components"]![0]!["put"]!
            .AsArray()
            .Select(p => (string)p!);

    private Guest On(string facts = "10.0.22621.1702 client x86_64 true")
    {
        var guest = new Guest(facts);
        _guests.Add(guest);
        return guest;
    }
}
