using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Hosts;

/// <summary>Counts and sweeps at the start and then every hour, so that a day ends with what its last hour saw.</summary>
internal sealed partial class HostCountingSchedule(
    HostCounting counting,
    TimeProvider clock,
    ILogger<HostCountingSchedule> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await counting.RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(log, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1801, LogLevel.Error, "Counting hosts, or sweeping silent ones, failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
