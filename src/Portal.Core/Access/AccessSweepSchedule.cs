using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Access;

/// <summary>Sweeps every six hours.</summary>
internal sealed partial class AccessSweepSchedule(
    AccessSweep sweep,
    TimeProvider clock,
    ILogger<AccessSweepSchedule> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(log, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1402, LogLevel.Error, "Sweeping old sessions, links and invitations failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
