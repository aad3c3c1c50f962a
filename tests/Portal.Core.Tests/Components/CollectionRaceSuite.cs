using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Testing;

namespace Portal.Components;

/// <summary>Uploads that share files with each other and with rubbish, against a collector that never rests.</summary>
public abstract class CollectionRaceSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const int UploadCount = 50;
    private const int SharedFiles = 8;

    private readonly SemaphoreSlim _sweeping = new(0);
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(
            provider,
            services =>
            {
                services.AddSingleton(TimeProvider.System);
                services.PostConfigure<BlobOptions>(o =>
                {
                    o.Grace = TimeSpan.Zero;
                    o.SweepBatch = 3;
                });
            }
        );
        await _core.MakeProjectsAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task Fifty_uploads_that_share_files_lose_none_to_a_collector_without_grace()
    {
        using var finished = new CancellationTokenSource();
        var littering = Task.Run(() => LitterAsync(finished.Token));
        var collecting = Task.Run(() => CollectAsync(finished.Token));
        // From here on it is a race: what the uploads bring is placed and swept already.
        await _sweeping.WaitAsync();

        await Task.WhenAll(
            Enumerable.Range(0, UploadCount).Select(i => Task.Run(() => UploadAsync(i)))
        );

        await finished.CancelAsync();
        await Task.WhenAll(littering, collecting);
        await using var db = await _core.OpenAsync();
        var versions = await db.ComponentVersions().ToListAsync();
        Assert.Equal(UploadCount, versions.Count);
        foreach (var version in versions)
        {
            await _core.VerifyAsync(version);
        }
    }

    private static string Shared(int i) => $"shared file {i}";

    private async Task UploadAsync(int i)
    {
        using var sample = new SampleComponent($"agent-{i % 5}", $"1.{i}");
        for (var file = 0; file < SharedFiles; file++)
        {
            sample.Write($"shared/{file}", Shared(file + i));
        }

        Assert.Null((await _core.PublishAsync(sample, sample.Tar())).Error);
    }

    private async Task CollectAsync(CancellationToken finished)
    {
        do
        {
            var done = await _core
                .Get<BlobCollection>()
                .RunAsync(Caller.System, dryRun: false, default);
            if (done.Value.Deleted > 0)
            {
                _sweeping.Release();
            }
        } while (!finished.IsCancellationRequested);
    }

    /// <summary>Places what the uploads hold too, and references nothing: as uploads do that fail at the last step.</summary>
    private async Task LitterAsync(CancellationToken finished)
    {
        do
        {
            await using var upload = _core.Get<StagingArea>().Open();
            await using var db = await _core.OpenAsync();
            var blobs = new List<StagedBlob>();
            for (var i = 0; i < UploadCount + SharedFiles; i++)
            {
                blobs.Add(
                    await upload.AddAsync(System.Text.Encoding.UTF8.GetBytes(Shared(i)), default)
                );
            }

            await using var placement = await _core.Get<BlobStore>().PlaceAsync(db, blobs, default);
        } while (!finished.IsCancellationRequested);
    }
}

public sealed class SqliteCollectionRaceTests() : CollectionRaceSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlCollectionRaceTests()
    : CollectionRaceSuite(DatabaseProvider.PostgreSql);
