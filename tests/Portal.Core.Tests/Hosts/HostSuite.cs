using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.Hosts;

public abstract class HostSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private ChannelShelf _shelf = null!;
    private string _token = "";

    private TestClock Clock => _shelf.Core.Clock;

    private FleetTokenService Tokens => _shelf.Core.Get<FleetTokenService>();

    public async Task InitializeAsync()
    {
        _shelf = await ChannelShelf.StartAsync(provider);
        await _shelf.MakeAsync("stable");
        await _shelf.MakeAsync("debian-12", "debian");
        _token = await TokenAsync(ChannelShelf.Manager);
    }

    public async Task DisposeAsync() => await _shelf.DisposeAsync();

    [Fact]
    public async Task A_fleet_token_is_made_by_who_maintains_the_product_or_the_distro_and_by_nobody_else()
    {
        foreach (
            var (caller, distro, refused) in ((Caller, string?, bool)[])
                [
                    (ChannelShelf.Manager, null, false),
                    (ChannelShelf.Debian, "debian", false),
                    (Caller.System, "debian", false),
                    (ChannelShelf.Debian, null, true),
                    (ChannelShelf.Fedora, "debian", true),
                    (ChannelShelf.Manager, "debian", true),
                    (Caller.Anonymous, null, true),
                ]
        )
        {
            var made = await Tokens.CreateAsync(caller, "tools", "t", distro, null, default);
            Assert.Equal(refused ? HostErrors.Forbidden.Code : null, made.Error?.Code);
        }

        await using var db = await _shelf.Core.OpenAsync();
        Assert.False(await db.Set<FleetToken>().AnyAsync(t => t.Name == _token || t.Id == _token));
        Assert.StartsWith("gtf_", _token, StringComparison.Ordinal);
        Assert.Equal(
            3 + 1,
            await db.AuditEntries().CountAsync(e => e.Action == "fleet-token.create")
        );
    }

    [Fact]
    public async Task A_fleet_token_is_no_api_token_and_an_api_token_enrols_nobody()
    {
        var authenticator = _shelf.Core.Get<Authenticator>();
        Assert.Equal(
            AccessErrors.InvalidCredential.Code,
            (await authenticator.ByTokenAsync(_token, default)).Error?.Code
        );
        var made = await _shelf
            .Core.Get<AccountService>()
            .CreateAccountAsync(
                Caller.System,
                "manager",
                null,
                [new(Roles.ReleaseManager, "tools")],
                default
            );
        Assert.Null(made.Error);
        var api = await _shelf
            .Core.Get<TokenService>()
            .CreateAsync(ChannelShelf.Manager, new("t"), default);
        using var host = new TestHost(_shelf);
        Assert.Equal(
            HostErrors.TokenRefused.Code,
            (await host.EnrollAsync(api.Value.Text)).Error?.Code
        );
    }

    [Fact]
    public async Task A_token_that_was_made_with_a_token_does_not_outlive_it()
    {
        var caller = ChannelShelf.Manager with { ValidUntil = TestClock.Start.AddDays(2) };
        var asked = await Tokens.CreateAsync(
            caller,
            "tools",
            "t",
            null,
            TimeSpan.FromDays(3),
            default
        );
        Assert.Equal(AccessErrors.TokenOutlives.Code, asked.Error?.Code);
        var made = await Tokens.CreateAsync(caller, "tools", "t", null, null, default);
        Assert.Equal(caller.ValidUntil, made.Value.Details.ExpiresAt);
    }

    [Fact]
    public async Task A_host_enrols_once_however_often_it_asks()
    {
        using var host = new TestHost(_shelf);
        Assert.True((await host.EnrollAsync(_token)).Value.IsNew);
        Assert.False((await host.EnrollAsync(_token)).Value.IsNew);

        await using var db = await _shelf.Core.OpenAsync();
        Assert.Equal(1, await db.EnrolledHosts().CountAsync());
        Assert.Equal(1, await db.AuditEntries().CountAsync(e => e.Action == "host.enroll"));
        var listed = await Tokens.ListAsync(
            ChannelShelf.Manager,
            "tools",
            PageRequest.First,
            default
        );
        Assert.Equal(1, Assert.Single(listed.Value.Items).Hosts);
    }

    [Fact]
    public async Task Nobody_takes_the_place_of_a_host_by_another_key_or_enrols_a_key_that_is_not_theirs()
    {
        using var host = new TestHost(_shelf);
        await host.EnrollAsync(_token);
        using var other = HostSignature.NewKey();
        Assert.Equal(
            HostErrors.BadSignature.Code,
            (await host.EnrollAsync(_token, by: other)).Error?.Code
        );

        var wire = new EnrollWire(_token, host.Id, "tools", "stable", HostSignature.Write(other));
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(wire);
        var taken = await _shelf
            .Core.Get<HostEnrollment>()
            .EnrollAsync(
                wire,
                body,
                HostSignature.Sign(other, HostSignature.Enroll, body),
                default
            );
        Assert.Equal(HostErrors.IdTaken.Code, taken.Error?.Code);
    }

    [Fact]
    public async Task A_token_enrols_until_it_expires_or_is_revoked()
    {
        using var host = new TestHost(_shelf);
        Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(HostErrors.TokenExpired.Code, (await host.EnrollAsync(_token)).Error?.Code);

        var token = await Tokens.CreateAsync(
            ChannelShelf.Manager,
            "tools",
            "t",
            null,
            null,
            default
        );
        var id = token.Value.Details.Id;
        Assert.Null((await host.EnrollAsync(token.Value.Text)).Error);
        Assert.Equal(
            HostErrors.Forbidden.Code,
            (await Tokens.RevokeAsync(ChannelShelf.Debian, "tools", id, false, default)).Error?.Code
        );
        await Tokens.RevokeAsync(ChannelShelf.Manager, "tools", id, false, default);

        using var late = new TestHost(_shelf);
        Assert.Equal(
            HostErrors.TokenRevoked.Code,
            (await late.EnrollAsync(token.Value.Text)).Error?.Code
        );
        Assert.True((await host.SendAsync(host.Holding("4.2"))).Value);
        await Tokens.RevokeAsync(ChannelShelf.Manager, "tools", id, true, default);
        Assert.Equal(
            HostErrors.NotEnrolled.Code,
            (await host.SendAsync(host.Holding("4.2"))).Error?.Code
        );
    }

    [Fact]
    public async Task A_distros_token_is_for_its_channels_alone()
    {
        var token = await TokenAsync(ChannelShelf.Debian, "debian");
        using var host = new TestHost(_shelf);
        Assert.Equal(
            HostErrors.OtherFleet.Code,
            (await host.EnrollAsync(token, channel: "stable")).Error?.Code
        );
        Assert.Null((await host.EnrollAsync(token, channel: "debian-12")).Error);
        Assert.True((await host.SendAsync(host.Holding("4.2", "debian-12"))).Value);
        Assert.Equal(
            HostErrors.OtherFleet.Code,
            (await host.SendAsync(host.Holding("4.2"))).Error?.Code
        );
    }

    [Fact]
    public async Task A_report_counts_once_and_an_older_or_replayed_one_changes_nothing()
    {
        using var host = await EnrolledAsync();
        var first = host.Holding("4.2");
        Clock.Advance(TimeSpan.FromHours(1));
        var second = host.Holding("4.3");

        Assert.True((await host.SendAsync(first)).Value);
        Assert.True((await host.SendAsync(second)).Value);
        Assert.False((await host.SendAsync(second)).Value);
        Assert.Equal(HostErrors.Older.Code, (await host.SendAsync(first)).Error?.Code);
        Assert.Equal(
            HostErrors.Older.Code,
            (await host.SendAsync(second with { Id = Guid.NewGuid() })).Error?.Code
        );

        var counts = await CountAsync(ChannelShelf.Manager);
        Assert.Equal(("4.3", 1), Assert.Single(counts.Now.Select(g => (g.Version, g.Hosts))));
    }

    [Fact]
    public async Task Of_many_reports_at_once_the_newest_stays()
    {
        using var host = await EnrolledAsync();
        var start = Clock.GetUtcNow();
        var reports = Enumerable
            .Range(0, 12)
            .Select(i => host.Holding("4.2") with { Time = start.AddSeconds(i) })
            .ToList();
        reports[^1] = host.Holding("4.4") with { Time = start.AddSeconds(60) };

        await Task.WhenAll(reports.OrderBy(r => r.Id.GetHashCode()).Select(r => host.SendAsync(r)));

        var counts = await CountAsync(ChannelShelf.Manager);
        Assert.Equal("4.4", Assert.Single(counts.Now).Version);
    }

    [Fact]
    public async Task Who_is_not_enrolled_or_signs_with_another_key_is_not_heard()
    {
        using var stranger = new TestHost(_shelf);
        Assert.Equal(
            HostErrors.NotEnrolled.Code,
            (await stranger.SendAsync(stranger.Holding("4.2"))).Error?.Code
        );
        using var host = await EnrolledAsync();
        Assert.Equal(
            HostErrors.BadSignature.Code,
            (await host.SendAsync(host.Holding("4.2"), by: stranger.Key)).Error?.Code
        );
        // A signature for one purpose is none for another.
        var body = "{}"u8.ToArray();
        var known = await _shelf
            .Core.Get<HostReports>()
            .AuthenticateAsync(
                host.Id,
                body,
                HostSignature.Sign(host.Key, HostSignature.Enroll, body),
                default
            );
        Assert.Equal(HostErrors.BadSignature.Code, known.Error?.Code);
    }

    [Fact]
    public async Task What_is_wrong_with_a_report_is_told_at_once_and_nothing_is_kept()
    {
        using var host = await EnrolledAsync();
        var bad = host.Holding("4.2") with
        {
            Id = Guid.Empty,
            Host = new string('0', 32),
            Channel = "none",
            Version = "v4",
            Pinned = "v5",
            Reason = "No reason",
            Error = "cli..host",
            Gtp = "",
            Time = Clock.GetUtcNow().AddHours(2),
        };
        var refused = await host.SendAsync(bad);
        Assert.Equal(HostErrors.InvalidReport.Code, refused.Error?.Code);
        Assert.Equal(
            ["channel", "error", "gtp", "host", "id", "pinned", "reason", "time", "version"],
            refused.Error!.Findings!.Select(f => f.Path).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["report.sha256"],
            (
                await host.SendAsync(host.Holding("4.2") with { Sha256 = null })
            ).Error!.Findings!.Select(f => f.Rule)
        );
        Assert.Equal(
            HostErrors.OtherFleet.Code,
            (await host.SendAsync(host.Holding("4.2") with { Product = "other" })).Error?.Code
        );
        Assert.Equal(
            (0, 1),
            await CountAsync(ChannelShelf.Manager) is var c ? (c.Hosts, c.Unreported) : default
        );
    }

    [Fact]
    public async Task Hosts_are_counted_by_what_they_hold_and_how_it_stands_to_their_channel()
    {
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.PromoteAsync("stable", "4.3", 20);
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
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.PromoteAsync("stable", "4.3", 20);
        await SendAsync(h => h.Holding("4.2"));
        Assert.Equal(1, (await CountAsync(ChannelShelf.Manager)).Behind);

        var halted = await _shelf.DoAsync(_shelf.Promotions.HaltAsync, "stable");
        Assert.Null(halted.Error);

        var counts = await CountAsync(ChannelShelf.Manager);
        Assert.Equal(HostStandings.Current, Assert.Single(counts.Now).Standing);
    }

    [Fact]
    public async Task Counts_are_for_members_and_a_distro_sees_its_own_channels()
    {
        await SendAsync(h => h.Holding("4.2"));
        var token = await TokenAsync(ChannelShelf.Debian, "debian");
        using var host = new TestHost(_shelf);
        await host.EnrollAsync(token, channel: "debian-12");
        await host.SendAsync(host.Holding("4.3", "debian-12"));

        Assert.Equal(2, (await CountAsync(ChannelShelf.Manager)).Hosts);
        Assert.Equal("4.3", Assert.Single((await CountAsync(ChannelShelf.Debian)).Now).Version);
        Assert.Equal(
            "4.2",
            Assert.Single((await CountAsync(ChannelShelf.Manager, "stable")).Now).Version
        );
        var overview = _shelf.Core.Get<HostOverview>();
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
    public async Task A_day_keeps_its_last_count_when_the_hosts_have_gone()
    {
        var counting = _shelf.Core.Get<HostCounting>();
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
        await using var db = await _shelf.Core.OpenAsync();
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
        var counting = _shelf.Core.Get<HostCounting>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => counting.RunAsync(default)));
        Assert.Equal(1, Assert.Single((await CountAsync(ChannelShelf.Manager)).Days).Hosts);
    }

    private async Task<string> TokenAsync(Caller caller, string? distro = null) =>
        (await Tokens.CreateAsync(caller, "tools", "fleet", distro, null, default)).Value.Text;

    private async Task<TestHost> EnrolledAsync()
    {
        var host = new TestHost(_shelf);
        Assert.Null((await host.EnrollAsync(_token)).Error);
        return host;
    }

    /// <summary>A new host that says this.</summary>
    private async Task<TestHost> SendAsync(Func<TestHost, ReportWire> says)
    {
        var host = await EnrolledAsync();
        var taken = await host.SendAsync(says(host));
        Assert.True(
            taken.Error is null,
            $"{taken.Error} {string.Join("; ", taken.Error?.Findings ?? [])}"
        );
        return host;
    }

    private async Task<HostCountsWire> CountAsync(Caller caller, string? channel = null) =>
        (
            await _shelf
                .Core.Get<HostOverview>()
                .CountAsync(caller, "tools", channel, HostOverview.MostDays, default)
        ).Value;
}

public sealed class HostSuite_Sqlite() : HostSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class HostSuite_PostgreSql() : HostSuite(DatabaseProvider.PostgreSql);
