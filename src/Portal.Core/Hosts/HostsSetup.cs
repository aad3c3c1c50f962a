using Microsoft.Extensions.DependencyInjection;

namespace Portal.Hosts;

public static class HostsSetup
{
    /// <summary>Fleet tokens, hosts that enrol by them and report, and how many hold what.</summary>
    public static IServiceCollection AddHosts(this IServiceCollection services)
    {
        services
            .AddOptions<HostOptions>()
            .BindConfiguration(HostOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<FleetTokenService>()
            .AddSingleton<HostEnrollment>()
            .AddSingleton<HostReports>()
            .AddSingleton<HostOverview>()
            .AddSingleton<HostsHolding>()
            .AddSingleton<HostCounting>()
            .AddHostedService<HostCountingSchedule>();
    }
}
