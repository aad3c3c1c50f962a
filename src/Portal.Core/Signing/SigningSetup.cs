using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Portal.Signing;

public static class SigningSetup
{
    /// <summary>The keys, opened (and at the first start made) before the portal answers.</summary>
    public static IServiceCollection AddSigning(this IServiceCollection services)
    {
        services
            .AddOptions<SigningOptions>()
            .BindConfiguration(SigningOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ReleaseSigner>();
        services.AddHostedService<OpenKeys>();
        return services;
    }

    private sealed class OpenKeys(ReleaseSigner signer) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => signer.OpenAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
