using Microsoft.Extensions.DependencyInjection;
using Portal.Blobs;
using Portal.Trust.Authenticode;

namespace Portal.Components;

public static class ComponentsSetup
{
    public static IServiceCollection AddComponents(this IServiceCollection services)
    {
        services.AddSingleton<ContentLists>();
        services.AddSingleton<ComponentCommit>();
        services.AddSingleton<ComponentPublishing>();
        services.AddSingleton<ComponentService>();
        services.AddSingleton<ComponentFiles>();
        services.AddSingleton<ComponentYanks>();
        services.AddSingleton<ComponentSets>();
        services.AddSingleton(provider => new AuthenticodeVerifier(
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ComponentDrivers>();
        services.AddSingleton<SetupFiles>();
        services.AddSingleton<SetupSigning>();
        services.AddSingleton<ComponentNews>();
        services.AddSingleton<NewVersions>();
        services.AddHostedService<BundledInstaller>();
        services.AddHostedService<DriverBackfill>();
        services.AddSingleton<IBlobReferences, ComponentReferences>();
        return services;
    }
}
