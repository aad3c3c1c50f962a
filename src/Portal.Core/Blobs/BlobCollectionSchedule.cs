using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Access;

namespace Portal.Blobs;

/// <summary>Sweeps staging at start, then collects at every interval.</summary>
internal sealed partial class BlobCollectionSchedule(
    BlobCollection collection,
    StagingArea staging,
    IOptions<BlobOptions> options,
    TimeProvider clock,
    ILogger<BlobCollectionSchedule> log
) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // What a killed process left is gone before the first upload of this one.
        staging.Sweep();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CollectionInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var result = await collection.RunAsync(Caller.System, dryRun: false, stoppingToken);
                if (result.Error is { } error)
                {
                    Log.Skipped(log, error.Title);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Nothing was deleted on incomplete knowledge; the next tick tries again.
                Log.Failed(log, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1104, LogLevel.Error, "Blob collection failed")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(1105, LogLevel.Information, "No blob collection this time: {Reason}")]
        public static partial void Skipped(ILogger logger, string reason);
    }
}
