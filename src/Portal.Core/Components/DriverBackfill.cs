using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portal.Components;

/// <summary>
/// Looks into the versions that a portal from before signatures published, once, while the portal serves: their files may be
/// many. What is damaged is told and tried again at the next start.
/// </summary>
internal sealed partial class DriverBackfill(ComponentDrivers drivers, ILogger<DriverBackfill> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            foreach (var (component, version) in await drivers.UnreadAsync(stoppingToken))
            {
                await ReadAsync(component, version, stoppingToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Such as a database that is away for a moment: no reason to stop serving.
            Log.Failed(log, e);
        }
    }

    private async Task ReadAsync(
        string component,
        string version,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await drivers.ReadAsync(component, version, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Log.Damaged(log, component, version, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1161,
            LogLevel.Error,
            "The files of {Component} {Version} could not be looked into for signatures: {Error}"
        )]
        public static partial void Damaged(
            ILogger logger,
            string component,
            string version,
            string error
        );

        [LoggerMessage(
            1162,
            LogLevel.Error,
            "Versions of an older portal are not all looked into for signatures: the next start goes on"
        )]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
