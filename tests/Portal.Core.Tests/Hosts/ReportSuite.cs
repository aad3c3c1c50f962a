using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.Hosts;

/// <summary>What hosts say, and whom it is believed of.</summary>
public abstract class ReportSuite(DatabaseProvider provider) : FleetSuite(provider)
{
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
        using var stranger = new TestHost(Channels);
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
        var known = await Channels
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
}

public sealed class ReportSuite_Sqlite() : ReportSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ReportSuite_PostgreSql() : ReportSuite(DatabaseProvider.PostgreSql);
