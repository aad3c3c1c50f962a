using Microsoft.Extensions.DependencyInjection;

namespace Portal.Advisories;

public static class AdvisoriesSetup
{
    public static IServiceCollection AddAdvisories(this IServiceCollection services) =>
        services
            .AddSingleton<AdvisoryService>()
            .AddSingleton<AffectedComponents>()
            .AddSingleton<AdvisoryReach>();
}
