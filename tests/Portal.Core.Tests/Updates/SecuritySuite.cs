using System.Text.Json;
using Portal.Access;
using Portal.Advisories;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>What hosts are told of security: a file of the rollout's role, which the portal signs by itself.</summary>
public abstract class SecuritySuite(DatabaseProvider provider) : IAsyncLifetime
{
    private UpdateSite _site = null!;

    private Channels.ChannelShelf Shelf => _site.Shelf;

    private AdvisoryService Advisories => Shelf.Core.Get<AdvisoryService>();

    public async Task InitializeAsync()
    {
        _site = await UpdateSite.StartAsync(provider);
        await Shelf.MakeAsync("stable");
        await _site.PublishAsync();
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_promotion_says_what_it_fixes_for_those_who_have_an_older_release_of_the_channel()
    {
        await Shelf.PromoteAsync("stable", "4.0");
        await Shelf.PromoteAsync("stable", "4.2");
        await TellAsync("CVE-2026-1234", ["<3"], ["3"]);
        await Shelf.PromoteAsync("stable", "4.3", percent: 10);
        await _site.PublishAsync();

        var fixes = await FixesAsync();

        Assert.Equal((await _site.PointerAsync())!.Release.Sha256, fixes!.Sha256);
        Assert.Equal(
            new ChannelFix("CVE-2026-1234", "high", "agent", "4.0", "4.3", "3"),
            Assert.Single(fixes.Advisories)
        );
        Assert.Equal(0, fixes.Omitted);
    }

    [Fact]
    public async Task An_advisory_that_comes_later_is_published_without_a_word_of_the_channels_own_keys()
    {
        await Shelf.PromoteAsync("stable", "4.2");
        await _site.PublishAsync();
        Assert.Null(await FixesAsync());
        var what = _site.Role("stable.tools").Version;

        await TellAsync("CVE-2026-1234", ["<3"], ["3"]);
        Assert.Equal(1, await _site.PublishAsync());

        var open = Assert.Single((await FixesAsync())!.Advisories);
        Assert.Equal((null, "3"), (open.Since, open.FixedIn));
        Assert.Equal(what, _site.Role("stable.tools").Version);
        Assert.NotNull(await _site.RolloutAsync());
        Assert.Equal(0, await _site.PublishAsync());
    }

    [Fact]
    public async Task What_is_changed_is_published_anew_and_what_is_withdrawn_is_told_no_more()
    {
        await Shelf.PromoteAsync("stable", "4.2");
        await TellAsync("CVE-2026-1234", ["<3"], []);
        await _site.PublishAsync();
        Assert.Null(Assert.Single((await FixesAsync())!.Advisories).FixedIn);

        var changed = await Advisories.ChangeAsync(
            Caller.System,
            "agent",
            "CVE-2026-1234",
            new(["<3"], ["3"], "critical", "worse", null),
            1,
            default
        );
        Assert.Null(changed.Error);
        Assert.Equal(1, await _site.PublishAsync());
        var fix = Assert.Single((await FixesAsync())!.Advisories);
        Assert.Equal(("critical", "3"), (fix.Severity, fix.FixedIn));

        var withdrawn = await Advisories.WithdrawAsync(
            Caller.System,
            "agent",
            "CVE-2026-1234",
            "was none",
            2,
            default
        );
        Assert.Null(withdrawn.Error);
        Assert.Equal(1, await _site.PublishAsync());
        Assert.Null(await FixesAsync());
        Assert.NotNull(await _site.RolloutAsync());
    }

    [Fact]
    public async Task While_a_pointer_waits_for_a_signature_hosts_are_told_of_the_release_that_is_out()
    {
        await Shelf.PromoteAsync("stable", "4.2");
        await _site.PublishAsync();
        using var key = TufPrivateKey.Generate();
        await _site.OrderAsync("stable.tools", 1, key);
        await _site.SignAsync("stable.tools", key);
        await Shelf.PromoteAsync("stable", "4.3");
        await _site.PublishAsync();
        Assert.Equal("4.2", (await _site.PointerAsync())!.Release.Version);

        await TellAsync("CVE-2026-1234", ["<3"], ["3"]);
        await _site.PublishAsync();

        // Nobody has to sign for it, and it is said of what hosts can have.
        var told = (await FixesAsync())!;
        Assert.Equal((await _site.PointerAsync())!.Release.Sha256, told.Sha256);
        Assert.Null(Assert.Single(told.Advisories).Since);
        await _site.SignAsync("stable.tools", key);
        told = (await FixesAsync())!;
        Assert.Equal((await _site.PointerAsync())!.Release.Sha256, told.Sha256);
        Assert.Equal("4.3", Assert.Single(told.Advisories).Since);
    }

    [Fact]
    public async Task Releases_that_the_channel_never_handed_out_and_newer_ones_are_not_spoken_of()
    {
        await TellAsync("CVE-2026-1234", ["<3"], ["3"]);
        await Shelf.PromoteAsync("stable", "4.4");
        await _site.PublishAsync();
        // 4.0 and 4.2 carry it, and were never on this channel.
        Assert.Null(await FixesAsync());

        await Shelf.PromoteAsync("stable", "4.2");
        await _site.PublishAsync();
        Assert.Null(Assert.Single((await FixesAsync())!.Advisories).Since);
    }

    [Fact]
    public async Task The_worst_are_told_where_there_are_more_than_a_file_holds()
    {
        await Shelf.PromoteAsync("stable", "4.2");
        // Characters that JSON escapes make the longest file.
        var version = "3" + new string('+', 60);
        for (var i = 0; i < ChannelFixes.MaxAdvisories + 5; i++)
        {
            await TellAsync(
                $"OWN-{new string('x', 50)}-{i}",
                ["<3"],
                [version],
                i % 2 == 0 ? "low" : "high"
            );
        }

        await _site.PublishAsync();

        var fixes = (await FixesAsync())!;
        Assert.InRange(fixes.Advisories.Count, 10, ChannelFixes.MaxAdvisories);
        Assert.Equal(ChannelFixes.MaxAdvisories + 5, fixes.Advisories.Count + fixes.Omitted);
        Assert.Equal("high", fixes.Advisories[0].Severity);
        var file = (await _site.FetchAsync(UpdateRoles.FixesPath("stable", "tools")))!;
        Assert.InRange(file.Length, 1, UpdateRoles.MaxRolloutLength);
    }

    private async Task TellAsync(
        string name,
        IReadOnlyList<string> affected,
        IReadOnlyList<string> fixedIn,
        string severity = "high"
    )
    {
        var told = await Advisories.PublishAsync(
            Caller.System,
            "agent",
            name,
            new(affected, fixedIn, severity, "a guest reads files of the host", null),
            default
        );
        Assert.True(
            told.Error is null,
            $"{told.Error} {string.Join("; ", told.Error?.Findings ?? [])}"
        );
    }

    private async Task<ChannelFixes?> FixesAsync() =>
        await _site.FetchAsync(UpdateRoles.FixesPath("stable", "tools")) is { } file
            ? JsonSerializer.Deserialize(file, ProtocolJson.Default.ChannelFixes)
            : null;
}

public sealed class SqliteSecurityTests() : SecuritySuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlSecurityTests() : SecuritySuite(DatabaseProvider.PostgreSql);
