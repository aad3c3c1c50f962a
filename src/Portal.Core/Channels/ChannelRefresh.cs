using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Portal.Channels;

/// <summary>Keeps <see cref="ChannelBoard"/> as fresh as <see cref="ChannelOptions.RefreshInterval"/> says.</summary>
internal sealed partial class ChannelRefresh(
    ChannelBoard board,
    IOptions<ChannelOptions> options,
    TimeProvider clock,
    ILogger<ChannelRefresh> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        do
        {
            try
            {
                await board.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The database may be away for a while: what was seen last is served on.
                Log.Failed(log, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(
            1601,
            LogLevel.Warning,
            "Channels could not be read anew; what was seen last is served"
        )]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
