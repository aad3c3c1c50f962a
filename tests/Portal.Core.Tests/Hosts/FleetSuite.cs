using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.Hosts;

/// <summary>A product with a channel of its own and one of a distro, and a fleet token for its hosts.</summary>
public abstract class FleetSuite(DatabaseProvider provider) : IAsyncLifetime
{
    /// <summary>Of the product, for hosts on any channel.</summary>
    private protected string Token { get; private set; } = "";

    private protected ChannelShelf Channels { get; private set; } = null!;

    private protected TestClock Clock => Channels.Core.Clock;

    private protected FleetTokenService Tokens => Channels.Core.Get<FleetTokenService>();

    public async Task InitializeAsync()
    {
        Channels = await ChannelShelf.StartAsync(provider);
        await Channels.MakeAsync("stable");
        await Channels.MakeAsync("debian-12", "debian");
        Token = await TokenAsync(ChannelShelf.Manager);
    }

    public async Task DisposeAsync() => await Channels.DisposeAsync();

    private protected async Task<string> TokenAsync(Caller caller, string? distro = null) =>
        (await Tokens.CreateAsync(caller, "tools", "fleet", distro, null, default)).Value.Text;

    private protected async Task<TestHost> EnrolledAsync()
    {
        var host = new TestHost(Channels);
        Assert.Null((await host.EnrollAsync(Token)).Error);
        return host;
    }

    /// <summary>A new host that says this.</summary>
    private protected async Task<TestHost> SendAsync(Func<TestHost, ReportWire> says)
    {
        var host = await EnrolledAsync();
        var taken = await host.SendAsync(says(host));
        Assert.True(
            taken.Error is null,
            $"{taken.Error} {string.Join("; ", taken.Error?.Findings ?? [])}"
        );
        return host;
    }

    private protected async Task<HostCountsWire> CountAsync(
        Caller caller,
        string? channel = null
    ) =>
        (
            await Channels
                .Core.Get<HostOverview>()
                .CountAsync(caller, "tools", channel, HostOverview.MostDays, default)
        ).Value;
}
