namespace Portal.Setup.Tests;

/// <summary>What was set by hand is there again after a driver made another adapter of the card.</summary>
public sealed class NetworkTests : IDisposable
{
    private const string Before =
        "525400123456|Ethernet|static|192.0.2.7/255.255.255.0 192.0.2.8/255.255.255.0|192.0.2.1|192.0.2.53 192.0.2.54|2001:db8::7/64|2001:db8::1|2001:db8::53\n"
        + "525400AAAAAA|Ethernet 2|dhcp||||||\n";

    private const string After =
        "525400123456|Ethernet 3|dhcp||||||\n525400AAAAAA|Ethernet 2|dhcp||||||\n";

    private readonly Guest _guest = new();

    public NetworkTests()
    {
        _guest.Write("adapters", Before);
        _guest.Write("after-adapters", After);
        _guest.Write(
            "after-pnputil",
            "#!/bin/sh\ncp \"$(dirname \"$0\")/after-adapters\" \"$(dirname \"$0\")/adapters\"\n"
        );
        File.SetUnixFileMode(_guest.At("after-pnputil"), (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void An_adapter_of_the_same_card_gets_what_was_set_by_hand()
    {
        var disc = _guest.Disc().Driver("net", "1.0", more: ("stage", "network")).Burn();

        Assert.Equal(["net: installed"], _guest.Result(disc, "install").Statuses());

        Assert.Equal(
            [
                "netsh\tinterface\tipv4\tset\taddress\tname=Ethernet 3\tsource=static\taddress=192.0.2.7\tmask=255.255.255.0",
                "netsh\tinterface\tipv4\tadd\taddress\tname=Ethernet 3\taddress=192.0.2.8\tmask=255.255.255.0",
                "netsh\tinterface\tipv4\tadd\taddress\tname=Ethernet 3\tgateway=192.0.2.1\tgwmetric=1",
                "netsh\tinterface\tipv4\tset\tdnsservers\tname=Ethernet 3\tsource=static\taddress=192.0.2.53\tvalidate=no",
                "netsh\tinterface\tipv4\tadd\tdnsservers\tname=Ethernet 3\taddress=192.0.2.54\tvalidate=no",
                "netsh\tinterface\tipv6\tadd\taddress\tinterface=Ethernet 3\taddress=2001:db8::7/64",
                "netsh\tinterface\tipv6\tadd\troute\tprefix=::/0\tinterface=Ethernet 3\tnexthop=2001:db8::1",
                "netsh\tinterface\tipv6\tset\tdnsservers\tname=Ethernet 3\tsource=static\taddress=2001:db8::53\tvalidate=no",
            ],
            _guest.Calls().Where(call => call.StartsWith("netsh", StringComparison.Ordinal))
        );
        Assert.False(File.Exists(_guest.At("data/network.json")));
        Assert.Contains(
            "has its addresses again",
            _guest.Read("data/log/net.log"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_as_it_was_is_left_alone()
    {
        _guest.Write("after-adapters", Before);
        var disc = _guest.Disc().Driver("net", "1.0").Burn();

        _guest.Result(disc, "install");

        Assert.DoesNotContain(
            _guest.Calls(),
            call => call.StartsWith("netsh", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_a_reboot_has_to_finish_is_looked_after_when_windows_starts()
    {
        // The card is gone until then.
        _guest.Write("after-adapters", "525400AAAAAA|Ethernet 2|dhcp||||||\n");
        var disc = _guest.Disc().Driver("net", "1.0").Burn();
        _guest.Codes("pnputil", 3010);

        Assert.Equal(10, _guest.Result(disc, "install").Exit());
        Assert.Equal("restore\n", _guest.Read("start"));
        _guest.Calls();

        _guest.Write("adapters", After);
        Assert.Equal(0, _guest.Run(disc, "restore-network").ExitCode);

        Assert.Equal(8, _guest.Calls().Count);
        Assert.False(File.Exists(_guest.At("data/network.json")));
        Assert.Equal("", _guest.Read("start"));
    }

    [Fact]
    public void A_guest_that_dhcp_configures_has_nothing_to_be_kept()
    {
        _guest.Write("adapters", After);
        var disc = _guest.Disc().Driver("net", "1.0").Burn();
        _guest.Codes("pnputil", 3010);

        _guest.Result(disc, "install");

        Assert.Equal("", _guest.Read("start"));
        Assert.False(File.Exists(_guest.At("data/network.json")));
    }
}
