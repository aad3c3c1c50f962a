using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.Hosts;

/// <summary>What members of a product see of its hosts: counts, now and day by day.</summary>
public abstract class HostCountSuite(DatabaseProvider provider) : FleetSuite(provider)
{
    [Fact]
    public async Task Hosts_are_counted_by_what_they_hold_and_how_it_stands_to_their_channel()
    {
        await Channels.PromoteAsync("stable", "4.2");
        await Channels.PromoteAsync("stable", "4.3", 20);
        await SendAsync(h => h.Holding("4.3"));
        await SendAsync(h => h.Holding("4.2") with { Reason = "not-chosen" });
        await SendAsync(h => h.Holding("4.2") with { Pinned = "4.2", Error = "cli.host.download" });
        await SendAsync(h => h.Holding("4.4"));
        await SendAsync(h => h.Holding("4.1"));
        await SendAsync(h => h.Holding(null) with { Error = "cli.host.download" });
        await SendAsync(h => h.Holding("4.2") with { Sha256 = Shelf.DigestOf("other bytes") });
        (await EnrolledAsync()).Dispose();

        var counts = await CountAsync(ChannelShelf.Manager);

        Assert.Equal((7, 2, 0, 1), (counts.Hosts, counts.Behind, counts.Silent, counts.Unreported));
        Assert.Equal(
            [
                ("4.4", HostStandings.Ahead, 1, 0, 0),
                ("4.3", HostStandings.Current, 1, 0, 0),
                ("4.2", HostStandings.Behind, 2, 1, 1),
                ("4.1", HostStandings.Withdrawn, 1, 0, 0),
                (HeldImages.Other, HostStandings.Unknown, 1, 0, 0),
                (HeldImages.Nothing, HostStandings.Nothing, 1, 0, 1),
            ],
            counts.Now.Select(g => (g.Version, g.Standing, g.Hosts, g.Pinned, g.Failing))
        );
        Assert.Equal([new HostFailureWire("cli.host.download", 2)], counts.Failures);
    }

    [Fact]
    public async Task A_halted_channel_leaves_nobody_behind_who_holds_what_it_hands_out()
    {
        await Channels.PromoteAsync("stable", "4.2");
        await Channels.PromoteAsync("stable", "4.3", 20);
        await SendAsync(h => h.Holding("4.2"));
        Assert.Equal(1, (await CountAsync(ChannelShelf.Manager)).Behind);

        var halted = await Channels.DoAsync(Channels.Promotions.HaltAsync, "stable");
        Assert.Null(halted.Error);

        var counts = await CountAsync(ChannelShelf.Manager);
        Assert.Equal(HostStandings.Current, Assert.Single(counts.Now).Standing);
    }

    [Fact]
    public async Task Counts_are_for_members_and_a_distro_sees_its_own_channels()
    {
        await SendAsync(h => h.Holding("4.2"));
        var token = await TokenAsync(ChannelShelf.Debian, "debian");
        using var host = new TestHost(Channels);
        await host.EnrollAsync(token, channel: "debian-12");
        await host.SendAsync(host.Holding("4.3", "debian-12"));

        Assert.Equal(2, (await CountAsync(ChannelShelf.Manager)).Hosts);
        Assert.Equal("4.3", Assert.Single((await CountAsync(ChannelShelf.Debian)).Now).Version);
        Assert.Equal(
            "4.2",
            Assert.Single((await CountAsync(ChannelShelf.Manager, "stable")).Now).Version
        );
        var overview = Channels.Core.Get<HostOverview>();
        foreach (
            var (caller, channel) in ((Caller, string?)[])
                [
                    (Caller.Anonymous, null),
                    (ChannelShelf.Fedora, null),
                    (ChannelShelf.Debian, "stable"),
                ]
        )
        {
            var refused = await overview.CountAsync(caller, "tools", channel, 30, default);
            Assert.Equal(HostErrors.Forbidden.Code, refused.Error?.Code);
        }
    }

    [Fact]
    public async Task Hosts_are_counted_by_what_their_release_has_in_it_for_those_who_see_them()
    {
        await SendAsync(h => h.Holding("4.2"));
        await SendAsync(h => h.Holding("4.2"));
        await SendAsync(h => h.Holding("4.1"));
        await SendAsync(h => h.Holding("4.3"));
        await SendAsync(h => h.Holding(null));
        using var host = new TestHost(Channels);
        await host.EnrollAsync(
            await TokenAsync(ChannelShelf.Debian, "debian"),
            channel: "debian-12"
        );
        await host.SendAsync(host.Holding("4.2", "debian-12"));

        Assert.Equal(
            [new("tools", "4.2", "1", 3), new("tools", "4.1", "1", 1)],
            await FindAsync(ChannelShelf.Manager, "1", "2")
        );
        Assert.Equal([new("tools", "4.2", "1", 1)], await FindAsync(ChannelShelf.Debian, "1", "3"));
        Assert.Empty(await FindAsync(ChannelShelf.Manager, "2"));
        Assert.Empty(await FindAsync(ChannelShelf.Fedora, "1"));
        Assert.Empty(await FindAsync(Caller.Anonymous, "1"));
        Clock.Advance(TimeSpan.FromDays(31));
        Assert.Empty(await FindAsync(ChannelShelf.Manager, "1"));

        async Task<IReadOnlyList<HeldRelease>> FindAsync(Caller caller, params string[] versions) =>
            await Channels.Core.Get<HostsHolding>().FindAsync(caller, "agent", versions, default);
    }

    [Fact]
    public async Task A_day_keeps_its_last_count_when_the_hosts_have_gone()
    {
        var counting = Channels.Core.Get<HostCounting>();
        using var host = await SendAsync(h => h.Holding("4.2"));
        await counting.RunAsync(default);
        Clock.Advance(TimeSpan.FromHours(1));
        await host.SendAsync(host.Holding("4.3"));
        await counting.RunAsync(default);
        var first = DateOnly.FromDateTime(TestClock.Start.UtcDateTime);
        Clock.Advance(TimeSpan.FromDays(1));
        await counting.RunAsync(default);

        var days = (await CountAsync(ChannelShelf.Manager)).Days;
        Assert.Equal(
            [(first, "stable", "4.3", 1), (first.AddDays(1), "stable", "4.3", 1)],
            days.Select(d => (d.Day, d.Channel, d.Version, d.Hosts))
        );

        Clock.Advance(TimeSpan.FromDays(30));
        await counting.RunAsync(default);
        var silent = await CountAsync(ChannelShelf.Manager);
        Assert.Equal((0, 1, 2), (silent.Hosts, silent.Silent, silent.Days.Count));

        Clock.Advance(TimeSpan.FromDays(160));
        await counting.RunAsync(default);
        await using var db = await Channels.Core.OpenAsync();
        Assert.Empty(await db.EnrolledHosts().ToListAsync());
        Assert.Empty(await db.FleetTokens().ToListAsync());
        Assert.Equal(2, await db.HostCounts().CountAsync());
        Assert.Equal(
            HostErrors.NotEnrolled.Code,
            (await host.SendAsync(host.Holding("4.3"))).Error?.Code
        );

        Clock.Advance(TimeSpan.FromDays(1000));
        await counting.RunAsync(default);
        Assert.Equal(0, await db.HostCounts().CountAsync());
    }

    [Fact]
    public async Task Two_nodes_may_count_the_same_day_at_once()
    {
        using var host = await SendAsync(h => h.Holding("4.2"));
        var counting = Channels.Core.Get<HostCounting>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => counting.RunAsync(default)));
        Assert.Equal(1, Assert.Single((await CountAsync(ChannelShelf.Manager)).Days).Hosts);
    }
}

public sealed class HostCountSuite_Sqlite() : HostCountSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class HostCountSuite_PostgreSql() : HostCountSuite(DatabaseProvider.PostgreSql);
