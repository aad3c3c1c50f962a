using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs;

namespace Portal.Webhooks;

public static class WebhooksSetup
{
    /// <summary>Who is told what becomes of a product, and the job that tells them.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services
            .AddOptions<WebhookOptions>()
            .BindConfiguration(WebhookOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            // After the one that seals the audit log, whose lock puts commits into an order.
            .AddSingleton<IInterceptor, WebhookOutbox>()
            .AddSingleton<GuardedClient>()
            .AddSingleton<WebhookService>()
            .AddSingleton<WebhookMessages>()
            .AddSingleton<IWorkSource, WebhookSending>();
    }
}
