using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Data;
using Portal.Protocol;
using Portal.Testing;

namespace Portal.Blobs;

/// <summary>The store and its collector, with a concept that references what the test says.</summary>
public abstract class BlobSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private readonly FakeReferences _references = new();
    private TestCore _core = null!;

    public async Task InitializeAsync() =>
        _core = await TestCore.CreateAsync(
            provider,
            services => services.AddSingleton<IBlobReferences>(_references)
        );

    public async Task DisposeAsync() => await _core.DisposeAsync();

    private protected TestCore Core => _core;

    private BlobStore Store => _core.Get<BlobStore>();

    private BlobCollection Collection => _core.Get<BlobCollection>();

    private async Task<Digest> PutAsync(string text, bool referenced)
    {
        await using var upload = _core.Get<StagingArea>().Open();
        await using var db = await _core.OpenAsync();
        var blob = await upload.AddAsync(System.Text.Encoding.UTF8.GetBytes(text), default);
        await using var placement = await Store.PlaceAsync(db, [blob], default);
        await placement.CompleteAsync(default);
        if (referenced)
        {
            _references.Digests.Add(blob.Digest);
        }

        return blob.Digest;
    }

    [Fact]
    public async Task A_placed_blob_is_read_back_and_stands_read_only_under_its_digest()
    {
        var digest = await PutAsync("hello", referenced: true);

        Assert.Equal(Digest.Of("hello"u8), digest);
        Assert.Equal(5, Store.Length(digest));
        Assert.Equal("hello"u8.ToArray(), await Store.ReadAsync(digest, default));
        Assert.EndsWith($"blobs/sha256/{digest.Hex[..2]}/{digest.Hex}", Store.PathOf(digest));
        Assert.Equal((UnixFileMode)0b100_100_100, File.GetUnixFileMode(Store.PathOf(digest)));
        Assert.Throws<FileNotFoundException>(() => Store.Open(Digest.Of("other"u8)));
    }

    [Fact]
    public async Task Many_blobs_are_placed_at_once()
    {
        await using var upload = _core.Get<StagingArea>().Open();
        await using var db = await _core.OpenAsync();
        var blobs = new List<StagedBlob>();
        for (var i = 0; i < 100; i++)
        {
            blobs.Add(await upload.AddAsync(BitConverter.GetBytes(i), default));
        }

        await using var placement = await Store.PlaceAsync(db, blobs, default);

        Assert.All(blobs, b => Assert.True(Store.Contains(b.Digest)));
        Assert.Equal(100, Store.All().Count());
    }

    [Fact]
    public async Task A_blob_of_another_length_is_replaced_by_the_good_one()
    {
        var digest = await PutAsync("whole", referenced: true);
        File.Delete(Store.PathOf(digest));
        await File.WriteAllTextAsync(Store.PathOf(digest), "who");

        await PutAsync("whole", referenced: true);

        Assert.Equal("whole"u8.ToArray(), await Store.ReadAsync(digest, default));
    }

    [Fact]
    public async Task Collection_deletes_what_is_unreferenced_and_older_than_the_grace()
    {
        var kept = await PutAsync("kept", referenced: true);
        var old = await PutAsync("old", referenced: false);
        var reused = await PutAsync("reused", referenced: false);
        _core.Clock.Advance(TimeSpan.FromHours(25));
        var young = await PutAsync("young", referenced: false);
        await PutAsync("reused", referenced: false);

        var dry = (await Collection.RunAsync(Caller.System, dryRun: true, default)).Value;
        Assert.True(Store.Contains(old));
        var done = (await Collection.RunAsync(Caller.System, dryRun: false, default)).Value;

        Assert.Equal(dry with { DryRun = false }, done);
        Assert.Equal(
            (4, 1, 2, 1, 3L),
            (done.Examined, done.Referenced, done.Young, done.Deleted, done.DeletedBytes)
        );
        Assert.Equal(
            (true, false, true, true),
            (
                Store.Contains(kept),
                Store.Contains(old),
                Store.Contains(reused),
                Store.Contains(young)
            )
        );
    }

    [Fact]
    public async Task A_collection_that_does_not_know_every_reference_deletes_nothing()
    {
        var old = await PutAsync("old", referenced: false);
        _core.Clock.Advance(TimeSpan.FromHours(25));
        _references.Failure = new InvalidDataException("a list is damaged");

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            Collection.RunAsync(Caller.System, dryRun: false, default)
        );
        Assert.True(Store.Contains(old));
    }

    [Fact]
    public async Task Only_administrators_collect_and_the_log_names_them()
    {
        var somebody = new Caller("anna", CallerKind.Account, []);
        var refused = await Collection.RunAsync(somebody, dryRun: true, default);
        Assert.Equal(AccessErrors.Forbidden.Code, refused.Error!.Code);

        var admin = new Caller("root-of-all", CallerKind.Account, Caller.System.Grants);
        await Collection.RunAsync(admin, dryRun: false, default);
        await using var db = await _core.OpenAsync();
        Assert.Contains(
            db.AuditEntries(),
            e => e.Action == "blob.collect" && e.Actor == admin.Name
        );
    }

    [Fact]
    public async Task A_sweep_waits_for_a_commit_under_way()
    {
        await using var upload = _core.Get<StagingArea>().Open();
        await using var db = await _core.OpenAsync();
        var blob = await upload.AddAsync("in the making"u8.ToArray(), default);
        var placement = await Store.PlaceAsync(db, [blob], default);
        _core.Clock.Advance(TimeSpan.FromHours(25));

        var collecting = Collection.RunAsync(Caller.System, dryRun: false, default);
        // Not even the mark may begin: it would miss the rows that are about to be committed.
        var gate = _core.Get<BlobGate>();
        await Until.TrueAsync(
            () => gate.Waiting > 0 || _references.WasRead,
            "the collector is at the gate"
        );
        Assert.False(_references.WasRead);
        _references.Digests.Add(blob.Digest);
        await placement.CompleteAsync(default);
        await placement.DisposeAsync();

        Assert.Equal(0, (await collecting).Value.Deleted);
        Assert.True(Store.Contains(blob.Digest));
    }

    private sealed class FakeReferences : IBlobReferences
    {
        public HashSet<Digest> Digests { get; } = [];

        public Exception? Failure { get; set; }

        public bool WasRead { get; private set; }

        public async IAsyncEnumerable<Digest> ReferencedAsync(
            PortalDb db,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await Task.CompletedTask;
            WasRead = true;
            foreach (var digest in Digests)
            {
                yield return digest;
            }

            if (Failure is not null)
            {
                throw Failure;
            }
        }
    }
}

public sealed class SqliteBlobTests() : BlobSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlBlobTests() : BlobSuite(DatabaseProvider.PostgreSql)
{
    [Fact]
    public async Task Another_node_on_the_same_database_sweeps_only_when_no_commit_is_under_way()
    {
        // A node of its own has a gate of its own; all that they share is the database.
        var elsewhere = new BlobGate();
        await using var upload = Core.Get<StagingArea>().Open();
        await using var db = await Core.OpenAsync();
        await using var there = await Core.OpenAsync();
        var blob = await upload.AddAsync("x"u8.ToArray(), default);
        var placement = await Core.Get<BlobStore>().PlaceAsync(db, [blob], default);

        var sweeping = elsewhere.ExcludeAsync(there, default);
        await WaitUntilBlockedAsync();
        Assert.False(sweeping.IsCompleted);
        await placement.DisposeAsync();
        await (await sweeping).DisposeAsync();
    }

    /// <summary>The server itself says that a session waits for the advisory lock.</summary>
    private async Task WaitUntilBlockedAsync()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(
            Core.Get<DatabaseTarget>().ConnectionString
        );
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        );
        while ((long)(await command.ExecuteScalarAsync())! == 0)
        {
            await Task.Yield();
        }
    }
}
