using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Access;

public static class AccessSetup
{
    /// <summary>Who is who, who may what, and the log of what they did.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services
            .AddOptions<AccessOptions>()
            .Validate(
                o =>
                    string.IsNullOrEmpty(o.AdminToken)
                    || o.AdminToken.Length >= AccessOptions.AdminTokenLength,
                $"PORTAL_ADMIN_TOKEN has fewer than {AccessOptions.AdminTokenLength} characters: use a longer secret, or unset it."
            )
            .ValidateOnStart();
        services.AddSingleton<IInterceptor, AuditInterceptor>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<SignInMetrics>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<GrantService>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<SignInService>();
        services.AddSingleton<AccessBootstrap>();
        return services;
    }
}
