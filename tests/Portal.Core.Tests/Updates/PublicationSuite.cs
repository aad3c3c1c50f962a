using Portal.Access;
using Portal.Channels;
using Portal.Components;
using Portal.Data;
using Portal.Protocol.Rollouts;
using Portal.Releases;
using Portal.Testing;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Updates;

public abstract class PublicationSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private UpdateSite _site = null!;

    private ChannelShelf Shelf => _site.Shelf;

    public async Task InitializeAsync()
    {
        _site = await UpdateSite.StartAsync(provider);
        await Shelf.MakeAsync("stable");
        await _site.PublishAsync();
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_new_portal_signs_each_role_by_a_key_of_its_own_and_a_client_believes_it()
    {
        Assert.Null(await _site.PointerAsync());

        var roles = _site.Tree.LookAgain();
        Assert.Equal(
            ["root", "targets", "rollout", "stable.tools", "snapshot", "timestamp"],
            roles.Select(r => r.Role)
        );
        Assert.Equal(6, roles.SelectMany(r => r.Signers!.Keys).DistinctBy(k => k.KeyId).Count());
        Assert.All(await _site.Updates.ListAsync(default), r => Assert.True(r.IsOnline));
        Assert.Equal(0, await _site.PublishAsync());
    }

    [Fact]
    public async Task A_promotion_says_what_and_how_far()
    {
        await Shelf.PromoteAsync("stable", "4.2");
        await Shelf.PromoteAsync("stable", "4.3", percent: 5);
        Assert.Equal(1, await _site.PublishAsync());

        var pointer = await _site.PointerAsync();
        var salt = (await Shelf.FindAsync("stable")).Channel.Salt;
        Assert.Equal("4.3", pointer!.Release.Version);
        Assert.Equal(Testing.Shelf.ImageOf("tools", "4.3"), pointer.Release.Sha256);
        Assert.Equal(salt, pointer.Salt);
        Assert.Equal("4.2", pointer.Previous!.Version);
        var rollout = await _site.RolloutAsync();
        Assert.Equal(new Rollout(pointer.Release.Sha256, 5, "running"), rollout);
    }

    [Fact]
    public async Task A_halt_changes_how_far_alone()
    {
        await Shelf.PromoteAsync("stable", "4.3", percent: 20);
        await _site.PublishAsync();
        var what = _site.Role("stable.tools").Version;

        await Shelf.DoAsync(Shelf.Promotions.HaltAsync, "stable");
        await _site.PublishAsync();

        var rollout = await _site.RolloutAsync();
        Assert.Equal(("halted", "because"), (rollout!.State, rollout.Reason));
        Assert.Equal(what, _site.Role("stable.tools").Version);
    }

    [Fact]
    public async Task A_withdrawal_and_a_yank_reach_hosts()
    {
        await Shelf.PromoteAsync("stable", "4.3");
        await _site.PublishAsync();
        var withdrawn = await Shelf
            .Core.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "4.3", "eats disks", false, default);
        var yanked = await Shelf
            .Core.Get<ComponentService>()
            .YankAsync(Caller.System, "agent", "3", "leaks", default);
        Assert.Null(withdrawn.Error ?? yanked.Error);
        await Shelf.Board.RefreshAsync(default);
        await _site.PublishAsync();

        var pointer = await _site.PointerAsync();
        Assert.Equal("eats disks", pointer!.Release.Withdrawn);
        Assert.Contains(
            pointer.Warnings!,
            w => w.Contains("agent 3 was yanked", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_retired_channel_names_nothing_and_its_role_stays()
    {
        await Shelf.PromoteAsync("stable", "4.3");
        await _site.PublishAsync();
        Assert.NotNull(await _site.PointerAsync());

        await Shelf.DoAsync(Shelf.Channels.RetireAsync, "stable");
        await _site.PublishAsync();

        Assert.Null(await _site.PointerAsync());
        Assert.Null(await _site.RolloutAsync());
        Assert.True(_site.Role("stable.tools").Version > 0);
    }

    [Fact]
    public async Task What_is_signed_for_a_time_is_signed_again_before_it_is_over()
    {
        await Shelf.PromoteAsync("stable", "4.3");
        await _site.PublishAsync();
        var first = _site.Role(RoleName.Timestamp).Version;

        _site.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await _site.PublishAsync());
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await _site.PublishAsync());
        Assert.True(_site.Role(RoleName.Timestamp).Version > first);

        for (var hours = 0; hours < 24 * 33; hours += 20)
        {
            _site.Clock.Advance(TimeSpan.FromHours(20));
            await _site.PublishAsync();
            Assert.All(
                _site.Tree.LookAgain(),
                r => Assert.True(r.Expires > _site.Clock.GetUtcNow())
            );
        }

        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);
    }

    [Fact]
    public async Task A_repository_that_was_lost_is_made_again_and_clients_go_on()
    {
        await Shelf.PromoteAsync("stable", "4.3", percent: 5);
        await _site.PublishAsync();
        Assert.NotNull(await _site.PointerAsync());

        _site.Clock.Advance(TimeSpan.FromHours(2));
        foreach (var name in (string[])["metadata", "targets", "pending"])
        {
            Directory.Delete(Path.Combine(_site.Tree.Folder, name), recursive: true);
            Directory.CreateDirectory(
                Path.Combine(_site.Tree.Folder, name),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        await _site.PublishAsync();

        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);
        Assert.Equal(5, (await _site.RolloutAsync())!.Percent);
    }

    [Fact]
    public async Task A_repository_that_came_back_from_a_backup_is_followed_on()
    {
        await Shelf.PromoteAsync("stable", "4.2");
        await _site.PublishAsync();
        var backup = Path.Combine(_site.Tree.Folder, "..", "backup");
        Copy(_site.Tree.Folder, backup);
        _site.Clock.Advance(TimeSpan.FromMinutes(5));
        await Shelf.PromoteAsync("stable", "4.3");
        await Shelf.MakeAsync("testing");
        await _site.PublishAsync();
        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);

        // The tree is old, the keys and the database are not.
        Directory.Delete(_site.Tree.Folder, recursive: true);
        Copy(backup, _site.Tree.Folder);
        _site.Clock.Advance(TimeSpan.FromHours(1));
        await _site.PublishAsync();

        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);
        Assert.Equal(100, (await _site.RolloutAsync())!.Percent);
    }

    [Fact]
    public async Task A_portal_that_lost_every_root_says_so_and_begins_no_new_one()
    {
        Directory.Delete(Path.Combine(_site.Keys, "roots"), recursive: true);
        foreach (var file in Directory.GetFiles(Path.Combine(_site.Tree.Folder, "metadata")))
        {
            File.Delete(file);
        }

        _site.Clock.Advance(TimeSpan.FromHours(1));
        await _site.Publication.RunAsync(UpdateState.TheId, default);

        var state = await _site.Updates.StateAsync(default);
        Assert.Contains(
            "root of the update repository is gone",
            state!.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(Path.Combine(_site.Tree.Folder, "metadata")));
    }

    [Fact]
    public async Task A_damaged_repository_is_told_and_published_again_once_it_is_whole()
    {
        var snapshot = Directory
            .GetFiles(Path.Combine(_site.Tree.Folder, "metadata"), "*.snapshot.json")
            .Order(StringComparer.Ordinal)
            .Last();
        var whole = await File.ReadAllBytesAsync(snapshot);
        await File.WriteAllTextAsync(snapshot, "{");
        await Shelf.PromoteAsync("stable", "4.3");

        await _site.Publication.RunAsync(UpdateState.TheId, default);
        Assert.NotNull((await _site.Updates.StateAsync(default))!.Error);
        Assert.Empty(_site.Tree.Look());

        await File.WriteAllBytesAsync(snapshot, whole);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        await _site.PublishAsync();
        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);
    }

    [Fact]
    public async Task A_node_without_the_keys_signs_nothing()
    {
        foreach (var key in Directory.GetFiles(_site.Keys, "*.pem"))
        {
            File.Delete(key);
        }

        await Shelf.PromoteAsync("stable", "4.3");
        _site.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Empty(await _site.Publication.DueAsync(default));
        await _site.Publication.RunAsync(UpdateState.TheId, default);
        Assert.Null(await _site.PointerAsync());
    }

    [Fact]
    public async Task Two_that_publish_at_once_leave_one_whole_repository()
    {
        await Shelf.PromoteAsync("stable", "4.3");
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => _site.Publication.RunAsync(UpdateState.TheId, default)))
        );

        Assert.Equal("4.3", (await _site.PointerAsync())!.Release.Version);
        Assert.Equal(0, await _site.PublishAsync());
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            var folder = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            File.Copy(file, target);
        }
    }
}

public sealed class SqlitePublicationTests() : PublicationSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlPublicationTests() : PublicationSuite(DatabaseProvider.PostgreSql);
