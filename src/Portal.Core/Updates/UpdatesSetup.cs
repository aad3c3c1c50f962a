using Microsoft.Extensions.DependencyInjection;
using Portal.Channels;
using Portal.Jobs;

namespace Portal.Updates;

public static class UpdatesSetup
{
    /// <summary>The update repository: what is published of channels, by which keys, and the job that does it.</summary>
    public static IServiceCollection AddUpdates(this IServiceCollection services)
    {
        services
            .AddOptions<UpdateOptions>()
            .BindConfiguration(UpdateOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<UpdateTree>()
            .AddSingleton<UpdateLock>()
            .AddSingleton<UpdateKeys>()
            .AddSingleton<UpdateReconciliation>()
            .AddSingleton<KnownFixes>()
            .AddSingleton<UpdateService>()
            .AddSingleton<UpdateFiles>()
            .AddSingleton<UpdateMetrics>()
            .AddSingleton<IChannelPublication, ChannelPublications>()
            .AddSingleton<IWorkSource, UpdatePublication>();
    }
}
