using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;
using Portal.Releases;
using Portal.Testing;

namespace Portal.Backups;

/// <summary>Backups beside the collection, and of a store that is damaged already.</summary>
public abstract class BackupSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["bin/agent"] = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)],
    };

    private readonly TestFolder _folder = new();
    private CoreSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await CoreSite.StartAsync(provider, ("Blobs:Grace", "00:00:00"));
        var release = await _site.QueueAsync("1.0", Files);
        await _site.Assembly.RunAsync(release.Id, default);
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_collection_waits_its_turn_while_a_backup_reads_and_runs_after_it()
    {
        var collection = _site.Get<BlobCollection>();
        using (await _site.Get<CollectionLock>().ShareAsync(default))
        using (await _site.Get<CollectionLock>().ShareAsync(default))
        {
            var refused = await collection.RunAsync(Caller.System, dryRun: false, default);
            Assert.Equal(UploadErrors.BackupUnderWay, refused.Error);
            // Counting deletes nothing.
            Assert.Null((await collection.RunAsync(Caller.System, dryRun: true, default)).Error);
        }

        Assert.Null((await collection.RunAsync(Caller.System, dryRun: false, default)).Error);
    }

    [Fact]
    public async Task What_is_removed_after_the_copy_of_the_database_is_still_in_the_backup()
    {
        var content = Digest.Of(Files["bin/agent"]);
        _site.Clock.Advance(TimeSpan.FromMinutes(1));
        var collected = 0;
        var backup = new BackupService(
            _site.Get<DataFolder>(),
            new InterruptedCopier(
                _site.Get<IDatabaseCopier>(),
                async () =>
                {
                    // Removed for good, and old enough: a collection of this moment would take it.
                    await _site
                        .Get<ReleaseService>()
                        .WithdrawAsync(Caller.System, "tools", "1.0", "law", remove: true, default);
                    var result = await CollectAsync();
                    Assert.Equal(UploadErrors.BackupUnderWay, result.Error);
                    collected++;
                }
            ),
            _site.Blobs,
            _site.Get<CollectionLock>(),
            _site.Get<KeyFiles>(),
            _site.Clock
        );
        var outcome = await backup.RunAsync(new(_folder["b"]), default);
        Assert.Equal(1, collected);
        Assert.Empty(outcome.Lacking);
        Assert.False(outcome.Unknown);
        Assert.True(File.Exists(_folder[$"b/{BackupPath.OfBlob(content)}"]));

        Assert.Null((await CollectAsync()).Error);
        Assert.False(_site.Blobs.Contains(content));
    }

    private Task<Problems.Result<Protocol.Blobs.CollectionWire>> CollectAsync() =>
        _site.Get<BlobCollection>().RunAsync(Caller.System, dryRun: false, default);

    /// <summary>Something happens right after the copy.</summary>
    private sealed class InterruptedCopier(IDatabaseCopier inner, Func<Task> then) : IDatabaseCopier
    {
        public DatabaseProvider Provider => inner.Provider;

        public string Name => inner.Name;

        public async Task<DatabaseCopy> CopyAsync(
            string scratch,
            CancellationToken cancellationToken
        )
        {
            var copy = await inner.CopyAsync(scratch, cancellationToken);
            await then();
            return copy;
        }

        public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
            inner.IsEmptyAsync(cancellationToken);

        public Task RestoreAsync(
            Stream copy,
            BackupManifest manifest,
            bool goesOn,
            CancellationToken cancellationToken
        ) => inner.RestoreAsync(copy, manifest, goesOn, cancellationToken);
    }

    [Fact]
    public async Task A_damaged_store_is_backed_up_and_what_it_lacks_is_told()
    {
        var damaged = Digest.Of(Files["bin/agent"]);
        var path = _site.Blobs.PathOf(damaged);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var file = File.OpenWrite(path))
        {
            file.WriteByte(0xFF);
        }

        var image = await _site.ReadImageAsync((await ReadReleaseAsync()).Id);
        _site.Blobs.Delete(image.Tail!.Value);
        foreach (var target in (string[])["b", "b.tar"])
        {
            var outcome = await _site.Get<BackupService>().RunAsync(new(_folder[target]), default);
            Assert.Equal(new[] { damaged, image.Tail.Value }.Order(), outcome.Lacking);
            using var backup = await BackupReader.OpenAsync(_folder[target], default);
            Assert.Equal(outcome.Lacking, backup.Manifest.Lacking);
            Assert.Empty(await backup.VerifyAsync(default));
        }
    }

    [Fact]
    public async Task A_store_that_lost_a_list_is_backed_up_and_says_that_nobody_can_tell()
    {
        var image = await _site.ReadImageAsync((await ReadReleaseAsync()).Id);
        _site.Blobs.Delete(image.Extents!.Value);
        var outcome = await _site.Get<BackupService>().RunAsync(new(_folder["b"]), default);
        Assert.True(outcome.Unknown);
    }

    private async Task<Release> ReadReleaseAsync() =>
        (await _site.Get<ReleaseService>().FindAsync("tools", "1.0", default))!;
}

public sealed class BackupTests_Sqlite() : BackupSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class BackupTests_PostgreSql() : BackupSuite(DatabaseProvider.PostgreSql);
