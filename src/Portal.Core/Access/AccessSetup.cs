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
        services.AddSingleton<RobotService>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<SignInService>();
        services.AddSingleton<AccessBootstrap>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInGuard>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<TokenSignIn>();
        services.AddSingleton<ProxySignIn>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<CredentialService>();
        services.AddSingleton<AccountStanding>();
        services.AddSingleton<InvitationService>();
        services.AddSingleton<InvitationAcceptance>();
        services.AddSingleton<ScopeMembers>();
        services.AddSingleton<AccessSweep>();
        services.AddHostedService<AccessSweepSchedule>();
        return services;
    }
}
