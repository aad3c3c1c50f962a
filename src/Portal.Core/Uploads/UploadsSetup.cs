using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Blobs;
using Portal.Components;

namespace Portal.Uploads;

public static class UploadsSetup
{
    /// <summary>Resumable uploads of components. Needs staging, and what publishes.</summary>
    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.AddSingleton<UploadStore>();
        services.AddSingleton<UploadLocks>();
        services.AddSingleton<UploadQueue>();
        services.AddSingleton<UploadPublishing>();
        services.AddSingleton<UploadSweep>();
        // Their constructors take what only this folder knows.
        services.AddSingleton(p => new UploadService(
            p.GetRequiredService<UploadStore>(),
            p.GetRequiredService<UploadLocks>(),
            p.GetRequiredService<UploadQueue>(),
            p.GetRequiredService<ComponentPublishing>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(p => new UploadReceiving(
            p.GetRequiredService<UploadStore>(),
            p.GetRequiredService<UploadLocks>(),
            p.GetRequiredService<UploadQueue>(),
            p.GetRequiredService<StagingArea>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<UploadReceiving>>()
        ));
        services.AddHostedService<UploadSchedule>();
        return services;
    }
}
