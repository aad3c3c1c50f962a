using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Blobs;
using Portal.Data;
using Portal.Signing;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;
using Portal.Updates;

namespace Portal.Health;

/// <summary>
/// Whether this node can do its work now. Anybody may ask, so an answer stands for a second, whoever asks.
/// </summary>
internal sealed partial class Readiness(
    IDbContextFactory<PortalDb> databases,
    IOptions<BlobOptions> blobs,
    StagingArea staging,
    ReleaseSigner signer,
    UpdateTree updates,
    IHostApplicationLifetime life,
    TimeProvider clock,
    ILogger<Readiness> log
) : IDisposable
{
    public const string Ready = "ready";
    public const string Degraded = "degraded";
    public const string Unready = "unready";

    private static readonly TimeSpan Stands = TimeSpan.FromSeconds(1);

    /// <summary>A load balancer waits no longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _one = new(1);
    private ReadinessWire? _last;
    private long _askedAt;

    public async Task<ReadinessWire> AskAsync(CancellationToken cancellationToken)
    {
        if (life.ApplicationStopping.IsCancellationRequested)
        {
            return Of(new ReadinessCheckWire("process", Unready, "It is stopping.", 0));
        }

        if (!life.ApplicationStarted.IsCancellationRequested)
        {
            return Of(new ReadinessCheckWire("process", Unready, "It is starting.", 0));
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || clock.GetElapsedTime(_askedAt) > Stands)
            {
                _last = Of(
                    await MeasureAsync("database", DatabaseAsync),
                    await MeasureAsync("blobs", BlobsAsync),
                    await MeasureAsync("keys", KeysAsync),
                    await MeasureAsync("updates", UpdatesAsync)
                );
                _askedAt = clock.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static ReadinessWire Of(params ReadinessCheckWire[] checks) =>
        new(
            Array.Exists(checks, c => c.Status == Unready) ? Unready
                : Array.Exists(checks, c => c.Status == Degraded) ? Degraded
                : Ready,
            checks
        );

    private async Task<ReadinessCheckWire> MeasureAsync(
        string name,
        Func<CancellationToken, Task<(string Status, string? Detail)>> check
    )
    {
        var start = clock.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience);
        var (status, detail) = await check(patience.Token);
        return new(name, status, detail, (long)clock.GetElapsedTime(start).TotalMilliseconds);
    }

    private async Task<(string, string?)> DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
            return db.Database.GetMigrations().Except(applied, StringComparer.Ordinal).Any()
                ? (Unready, "Migrations are pending.")
                : (Ready, null);
        }
        catch (Exception e)
            when (e is DbException or OperationCanceledException or TimeoutException
                || e.InnerException is DbException
            )
        {
            // The driver's words name the server; they are for the log.
            Log.NoDatabase(log, e.Message);
            return (Unready, "The database does not answer.");
        }
    }

    private async Task<(string, string?)> BlobsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var probe = Path.Combine(blobs.Value.StagingPath, $"probe-{Guid.NewGuid():N}");
            await File.WriteAllBytesAsync(probe, [0], cancellationToken);
            File.Delete(probe);
            if (!Directory.Exists(blobs.Value.Path))
            {
                return (Unready, "The folder of the blobs is gone.");
            }
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Log.NotWritable(log, e.Message);
            return (Unready, "The folder of the blobs cannot be written.");
        }

        return staging.HasRoomFor(1)
            ? (Ready, null)
            : (Degraded, "The disk is nearly full: uploads are refused, reading goes on.");
    }

    private Task<(string, string?)> KeysAsync(CancellationToken cancellationToken) =>
        Task.FromResult<(string, string?)>(
            signer.IsOpen ? (Ready, null) : (Unready, "The signing keys are not open.")
        );

    /// <summary>A node that serves what has expired still serves: somebody has to look, and no balancer helps.</summary>
    private Task<(string, string?)> UpdatesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var late = updates.LookAgain().Where(r => r.IsAlarming).Select(r => r.Role).ToList();
            return Task.FromResult<(string, string?)>(
                late.Count == 0
                    ? (Ready, null)
                    : (
                        Degraded,
                        $"Not signed in time in the update repository: {string.Join(", ", late)}."
                    )
            );
        }
        catch (Exception e) when (e is IOException or TufException or KeyFolderException)
        {
            Log.NoUpdates(log, e.Message);
            return Task.FromResult<(string, string?)>(
                (Degraded, "The update repository cannot be read.")
            );
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2103, LogLevel.Warning, "The update repository cannot be read: {Reason}")]
        public static partial void NoUpdates(ILogger logger, string reason);

        [LoggerMessage(2101, LogLevel.Warning, "Not ready: the database does not answer: {Reason}")]
        public static partial void NoDatabase(ILogger logger, string reason);

        [LoggerMessage(
            2102,
            LogLevel.Warning,
            "Not ready: the folder of the blobs cannot be written: {Reason}"
        )]
        public static partial void NotWritable(ILogger logger, string reason);
    }
}
