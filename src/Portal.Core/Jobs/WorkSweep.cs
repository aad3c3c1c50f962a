using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace Portal.Jobs;

/// <summary>Schedules whatever is due by its state row and has no live job; the job's key is made of the row's id.</summary>
internal sealed partial class WorkSweep(
    ISchedulerFactory schedulers,
    IEnumerable<IWorkSource> sources,
    WorkNudge nudge,
    IOptions<JobOptions> options,
    JobMetrics metrics,
    TimeProvider clock,
    ILogger<WorkSweep> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var source in sources)
            {
                await SweepAsync(scheduler, source, stoppingToken);
            }

            await nudge.WaitAsync(options.Value.SweepInterval, stoppingToken);
        }
    }

    private async Task SweepAsync(
        IScheduler scheduler,
        IWorkSource source,
        CancellationToken stoppingToken
    )
    {
        try
        {
            foreach (var id in await source.DueAsync(stoppingToken))
            {
                await ScheduleAsync(scheduler, source.Kind, id, stoppingToken);
            }

            if (metrics.IsQueueObserved)
            {
                var queue = await source.QueueAsync(stoppingToken);
                metrics.RecordQueue(source.Kind, queue, clock.GetUtcNow());
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database may be away for a while; the next round tries again.
            Log.SweepFailed(log, source.Kind, e);
        }
    }

    private static async Task ScheduleAsync(
        IScheduler scheduler,
        string kind,
        Guid id,
        CancellationToken stoppingToken
    )
    {
        var key = new JobKey($"{kind}:{id}");
        if (await scheduler.Exists(key, stoppingToken))
        {
            return;
        }

        var job = JobBuilder
            .Create<WorkJob>()
            .WithIdentity(key)
            .UsingJobData(WorkJob.KindKey, kind)
            .UsingJobData(WorkJob.IdKey, id.ToString())
            .RequestRecovery()
            .Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key.Name).StartNow().Build();
        try
        {
            await scheduler.ScheduleJob(job, trigger, cancellationToken: stoppingToken);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Another node was first.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1302,
            LogLevel.Error,
            "Looking for due work of kind {Kind} failed; the next round tries again"
        )]
        public static partial void SweepFailed(ILogger logger, string kind, Exception exception);
    }
}
