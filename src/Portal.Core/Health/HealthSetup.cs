using Microsoft.Extensions.DependencyInjection;

namespace Portal.Health;

public static class HealthSetup
{
    /// <summary>The doctor and its checkups, in the order in which their findings are read.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Doctor(provider.GetServices<NamedCheckup>()));
        services.AddCheckup<DataFolderCheckup>("data-folder");
        services.AddCheckup<SpaceCheckup>("disk");
        services.AddCheckup<DatabaseCheckup>("database");
        services.AddCheckup<AuditCheckup>("audit");
        services.AddCheckup<BlobCheckup>("blobs");
        services.AddCheckup<StagingCheckup>("staging");
        services.AddCheckup<KeysCheckup>("keys");
        services.AddCheckup<SignatureCheckup>("signatures");
        services.AddCheckup<ChannelsCheckup>("channels");
        services.AddCheckup<UpdatesCheckup>("updates");
        services.AddCheckup<FollowingCheckup>("following");
        services.AddCheckup<WebhooksCheckup>("webhooks");
        services.AddCheckup<ClockCheckup>("clock");
        services.AddCheckup<JobsCheckup>("jobs");
        return services;
    }

    private static void AddCheckup<T>(this IServiceCollection services, string name)
        where T : ICheckup =>
        services.AddSingleton(provider => new NamedCheckup(
            name,
            () => ActivatorUtilities.CreateInstance<T>(provider)
        ));
}
