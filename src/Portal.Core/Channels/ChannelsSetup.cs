using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Jobs;

namespace Portal.Channels;

public static class ChannelsSetup
{
    /// <summary>Channels, the distros that own some, and the job that signs what they point to.</summary>
    public static IServiceCollection AddChannels(this IServiceCollection services)
    {
        services
            .AddOptions<ChannelOptions>()
            .BindConfiguration(ChannelOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<ChannelBoard>()
            .AddSingleton<ChannelGates>()
            .AddSingleton<ChannelHistory>()
            .AddSingleton<ChannelChange>()
            .AddSingleton<ChannelService>()
            .AddSingleton<ChannelPromotions>()
            .AddSingleton<DistroService>()
            .AddSingleton<DistroMembers>()
            .AddSingleton<IGrantScope, DistroScope>()
            .AddSingleton<IWorkSource, ChannelSigning>()
            .AddHostedService<ChannelRefresh>();
    }
}
