using Microsoft.Extensions.DependencyInjection;

namespace Portal.Health;

public static class HealthSetup
{
    /// <summary>The doctor and its checkups, in the order in which their findings are read.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services
            .AddSingleton<Doctor>()
            .AddSingleton<ICheckup, DataFolderCheckup>()
            .AddSingleton<ICheckup, SpaceCheckup>()
            .AddSingleton<ICheckup, DatabaseCheckup>()
            .AddSingleton<ICheckup, AuditCheckup>()
            .AddSingleton<ICheckup, BlobCheckup>()
            .AddSingleton<ICheckup, StagingCheckup>()
            .AddSingleton<ICheckup, KeysCheckup>()
            .AddSingleton<ICheckup, SignatureCheckup>()
            .AddSingleton<ICheckup, ClockCheckup>()
            .AddSingleton<ICheckup, JobsCheckup>();
}
