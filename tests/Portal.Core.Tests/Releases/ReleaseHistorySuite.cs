using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Images;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Releases;

public abstract class ReleaseHistorySuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await new Shelf(_core.Get<IDbContextFactory<PortalDb>>())
            .Product("tools")
            .Product("other")
            .Product("empty")
            .Release("tools", "4.9", 1, components: [("agent", "1"), ("driver", "1")])
            .Release("tools", "4.10~rc1", 2, components: [("agent", "2"), ("driver", "1")])
            .Release("tools", "4.10", 3, components: [("agent", "2"), ("extra", "1")])
            .Release("tools", "4.11", 4, ReleaseStates.Failed, components: [("agent", "9")])
            .Release("tools", "5.0", 5, ReleaseStates.Withdrawn, components: [("agent", "3")])
            .Release("tools", "5.1", 6, ReleaseStates.Queued, components: [("agent", "4")])
            // A later one of the old line.
            .Release("tools", "4.9.1", 7, components: [("agent", "1"), ("driver", "2")])
            .Release("other", "1.0", 8, ReleaseStates.Withdrawn)
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task The_newest_is_the_greatest_ready_version_not_the_last_made()
    {
        var service = _core.Get<ReleaseService>();
        Assert.Equal("4.10", await service.NewestAsync("tools", default));
        Assert.Null(await service.NewestAsync("other", default));
        Assert.Null(await service.NewestAsync("no-such-product", default));
        var newest = await _core
            .Get<ReleaseHistory>()
            .NewestAsync(["tools", "other", "empty"], default);
        Assert.Equal(("tools", "4.10"), (newest.Single().Key, newest.Single().Value.Version));
    }

    [Fact]
    public async Task The_last_made_counts_in_any_state()
    {
        var last = await _core
            .Get<ReleaseHistory>()
            .LastMadeAsync(["tools", "other", "empty"], default);
        Assert.Equal("4.9.1", last["tools"].Version);
        Assert.Equal("1.0", last["other"].Version);
        Assert.Equal(2, last.Count);
    }

    [Fact]
    public async Task Each_release_follows_the_next_lower_version_that_has_an_image()
    {
        var page = await _core
            .Get<ReleaseHistory>()
            .ListAsync("tools", new PageRequest(100), default);

        Assert.Equal(
            [
                ("4.9.1", "4.9"),
                ("5.1", "5.0"),
                ("5.0", "4.10"),
                ("4.11", "4.10"),
                ("4.10", "4.10~rc1"),
                ("4.10~rc1", "4.9.1"),
                ("4.9", null),
            ],
            page.Items.Select(r => (r.Release.Version, r.Before?.Version))
        );
        var changed = page.Items.Single(r => r.Release.Version == "4.10");
        Assert.Equal(["extra"], changed.Changed().Select(c => c.Name));
        Assert.Equal(["driver"], changed.Gone().Select(c => c.Name));
    }

    [Fact]
    public async Task A_page_ends_with_a_release_that_follows_one_of_the_next_page()
    {
        var history = _core.Get<ReleaseHistory>();
        var first = await history.ListAsync("tools", new PageRequest(3), default);
        var second = await history.ListAsync("tools", new PageRequest(10, first.Next), default);

        Assert.Equal(["4.9.1", "5.1", "5.0"], first.Items.Select(r => r.Release.Version));
        Assert.Equal("4.10", first.Items[2].Before!.Version);
        Assert.Equal(4, second.Items.Count);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task What_is_served_comes_greatest_first_page_by_page()
    {
        var served = _core.Get<ServedImages>();
        var first = await served.ListAsync("tools", new PageRequest(2), default);
        var second = await served.ListAsync("tools", new PageRequest(9, first.Next), default);

        Assert.Equal(["5.0", "4.10"], first.Items.Select(r => r.Version));
        Assert.Equal(["4.10~rc1", "4.9.1", "4.9"], second.Items.Select(r => r.Version));
        Assert.Equal(
            ["other", "tools"],
            (
                await _core.Get<ReleaseHistory>().ServedProductsAsync(PageRequest.First, default)
            ).Items
        );
    }

    [Fact]
    public async Task What_is_recent_comes_by_when_it_was_ready()
    {
        var history = _core.Get<ReleaseHistory>();
        Assert.Equal(
            ["4.9.1", "5.0", "4.10"],
            (await history.RecentAsync("tools", 3, default)).Select(r => r.Release.Version)
        );
        Assert.Equal(
            "other",
            (await history.RecentAsync(product: null, 1, default)).Single().Release.Product
        );
    }

    [Fact]
    public async Task Releases_from_before_the_order_was_kept_get_theirs_at_the_start()
    {
        await using (var db = await _core.OpenAsync())
        {
            await db.Set<Release>()
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.VersionKey, (string?)null));
        }

        await _core.Get<DatabasePreparation>().RunAsync(default);

        Assert.Equal("4.10", await _core.Get<ReleaseService>().NewestAsync("tools", default));
    }
}

public sealed class ReleaseHistorySuite_Sqlite() : ReleaseHistorySuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ReleaseHistorySuite_PostgreSql()
    : ReleaseHistorySuite(DatabaseProvider.PostgreSql);
