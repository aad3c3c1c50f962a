using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs;

namespace Portal.Following;

public static class FollowingSetup
{
    /// <summary>Products whose releases another portal makes.</summary>
    public static IServiceCollection AddFollowing(this IServiceCollection services)
    {
        services
            .AddOptions<FollowingOptions>()
            .BindConfiguration(FollowingOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<FollowingService>()
            .AddSingleton<FollowingHttp>()
            .AddSingleton<FollowingMetrics>()
            .AddSingleton<ContentFetch>()
            .AddSingleton<FollowingRecord>()
            .AddSingleton<IWorkSource, FollowingCheck>();
    }
}
