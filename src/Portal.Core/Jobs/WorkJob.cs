using Microsoft.Extensions.Logging;
using Quartz;

namespace Portal.Jobs;

/// <summary>What Quartz runs: finds the kind of work by name and hands it the row's id.</summary>
[DisallowConcurrentExecution]
internal sealed partial class WorkJob(
    IEnumerable<IWorkSource> sources,
    JobMetrics metrics,
    TimeProvider clock,
    ILogger<WorkJob> log
) : IJob
{
    public const string KindKey = "kind";
    public const string IdKey = "id";

    public async ValueTask Execute(
        IJobExecutionContext context,
        CancellationToken cancellationToken = default
    )
    {
        var data = context.MergedJobDataMap;
        var kind = data.GetString(KindKey);
        var source =
            sources.FirstOrDefault(s => s.Kind == kind)
            ?? throw new InvalidOperationException(
                $"No work of kind '{kind}' is known to this program."
            );
        var id = Guid.Parse(data.GetString(IdKey)!);
        var start = clock.GetTimestamp();
        try
        {
            using var activity = metrics.Begin(source.Kind, id);
            await source.RunAsync(id, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The row still says that it is due: the next start goes on with it.
            Log.Interrupted(log, context.JobDetail.Key.ToString());
        }
        finally
        {
            metrics.RecordDuration(source.Kind, clock.GetElapsedTime(start));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1301,
            LogLevel.Information,
            "{Job} is interrupted by shutdown and goes on at the next start"
        )]
        public static partial void Interrupted(ILogger logger, string job);
    }
}
