using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Releases;

public abstract class ReleaseVersionsSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    private ReleaseVersions Versions => _core.Get<ReleaseVersions>();

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await new Shelf(_core.Get<IDbContextFactory<PortalDb>>())
            .Product("tools")
            .Product("empty")
            .Release("tools", "4.9", 1, components: [("agent", "1")])
            .Release("tools", "4.10", 2, components: [("agent", "1"), ("driver", "1")])
            .Release("tools", "4.11", 3, ReleaseStates.Failed, components: [("agent", "1")])
            .Release("tools", "5.0", 4, ReleaseStates.Withdrawn, components: [("agent", "2")])
            .Release("tools", "5.1", 5, ReleaseStates.Queued, components: [("agent", "1")])
            .Release("tools", "5.2", 6, ReleaseStates.Removed, components: [("agent", "1")])
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Theory]
    [InlineData("4.9", null, "4.10", null)]
    [InlineData("4.10", "4.9", "5.0", "4.9")]
    [InlineData("5.0", "4.10", "5.1", "4.10")]
    [InlineData("5.1", "5.0", null, "4.10")]
    [InlineData("4.10~rc1", "4.9", "4.10", "4.9")]
    [InlineData("9", "5.1", null, "4.10")]
    public async Task What_stands_beside_a_version_is_what_one_can_look_at(
        string version,
        string? previous,
        string? next,
        string? compared
    ) =>
        Assert.Equal(
            new ReleaseNeighbours(previous, next, compared),
            await Versions.AroundAsync("tools", version, default)
        );

    [Fact]
    public async Task A_withdrawn_release_is_compared_with_when_there_is_no_ready_one()
    {
        await using (var db = await _core.OpenAsync())
        {
            await db.Set<Release>()
                .Where(r => r.State == ReleaseStates.Ready)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ReleaseStates.Failed));
        }

        Assert.Equal("5.0", (await Versions.AroundAsync("tools", "5.1", default)).Base);
    }

    [Fact]
    public async Task The_newest_that_have_an_image_come_greatest_first() =>
        Assert.Equal(
            [new("5.0", ReleaseStates.Withdrawn), new("4.10", ReleaseStates.Ready)],
            await Versions.NewestAsync("tools", 2, default)
        );

    [Fact]
    public async Task The_version_that_follows_was_never_taken()
    {
        Assert.Equal("5.3", await Versions.SuggestAsync("tools", default));
        Assert.Equal("1.0", await Versions.SuggestAsync("empty", default));
        Assert.Equal("4.12", await Versions.NextFreeAsync("tools", "4.9", default));
    }

    [Fact]
    public async Task Releases_that_hold_a_version_come_last_made_first()
    {
        var use = _core.Get<ReleaseUse>();
        Assert.Equal(
            ["5.2", "5.1", "4.11"],
            (await use.HoldingAsync("agent", "1", 3, default)).Select(r => r.Version)
        );
        Assert.Equal(
            ["4.10"],
            (await use.HoldingAsync("driver", "1", 3, default)).Select(r => r.Version)
        );
        Assert.Empty(await use.HoldingAsync("agent", "3", 3, default));
    }
}

public sealed class ReleaseVersionsSuite_Sqlite() : ReleaseVersionsSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ReleaseVersionsSuite_PostgreSql()
    : ReleaseVersionsSuite(DatabaseProvider.PostgreSql);
