using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Quartz;

namespace Portal.Jobs;

public static class JobsSetup
{
    /// <summary>
    /// Quartz and the sweep. On SQLite jobs are kept in memory, and state rows carry them over a restart; on PostgreSQL
    /// they are kept in its tables by a cluster, so that another node takes over when one dies.
    /// </summary>
    public static IServiceCollection AddJobs(
        this IServiceCollection services,
        IConfiguration configuration,
        DatabaseTarget target
    )
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(target);
        var section = configuration.GetSection(JobOptions.Section);
        services.AddOptions<JobOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WorkNudge>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<JobAttempts>();
        var options = section.Get<JobOptions>() ?? new();
        if (!options.Enabled)
        {
            return services;
        }

        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(options.Workers);
            quartz.ConfigureScheduler(o =>
            {
                o.InstanceName = "portal";
                o.GenerateInstanceId = true;
                o.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
            });
            if (target.Provider == DatabaseProvider.PostgreSql)
            {
                quartz.UsePersistentStore(UsePostgreSqlStore);
            }
            else
            {
                quartz.UseInMemoryStore(_ => { });
            }
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        services.AddHostedService<WorkSweep>();
        return services;
    }

    private static void UsePostgreSqlStore(IPersistentStoreBuilder store)
    {
        store.UsePostgres(source => source.UseRegisteredDataSource = true);
        store.UseSystemTextJsonSerializer();
        store.UseClustering(o => o.CheckinInterval = TimeSpan.FromSeconds(2));
        store.ProvisionSchema();
        store.ConfigureStore(o =>
        {
            o.StoreJobDataAsStrings = true;
            // Without it a job cancelled by SIGTERM would be taken for done.
            o.RecoverFiringsCancelledByShutdown = true;
        });
    }
}
