using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Uploads;

/// <summary>Publishes what waits, a few at a time, and sweeps at start and every ten minutes.</summary>
internal sealed partial class UploadSchedule(
    UploadQueue queue,
    UploadPublishing publishing,
    UploadSweep sweep,
    TimeProvider clock,
    ILogger<UploadSchedule> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Publishing is unpacking and hashing: more at once only take turns.</summary>
    private static readonly int Workers = Math.Max(2, Environment.ProcessorCount);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([
            SweepAsync(stoppingToken),
            .. Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)),
        ]);

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        await foreach (var (owner, id) in queue.TakeAsync(stoppingToken))
        {
            try
            {
                await publishing.RunAsync(owner, id, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The order is there still: the next sweep finds it.
                Log.Failed(log, e, id);
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.SweepFailed(log, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1255, LogLevel.Error, "The publication of upload {Id} broke off")]
        public static partial void Failed(ILogger logger, Exception exception, UploadId id);

        [LoggerMessage(1256, LogLevel.Error, "The sweep of uploads failed")]
        public static partial void SweepFailed(ILogger logger, Exception exception);
    }
}
