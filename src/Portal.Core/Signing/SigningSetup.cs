using Microsoft.Extensions.DependencyInjection;

namespace Portal.Signing;

public static class SigningSetup
{
    /// <summary>The keys. Whoever starts the portal opens them first: <see cref="ReleaseSigner.OpenAsync"/>.</summary>
    public static IServiceCollection AddSigning(this IServiceCollection services)
    {
        services
            .AddOptions<SigningOptions>()
            .BindConfiguration(SigningOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ReleaseSigner>();
        services.AddSingleton<SigningKeys>();
        return services;
    }
}
