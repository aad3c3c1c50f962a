using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Data;

namespace Portal.Blobs;

public static class BlobsSetup
{
    /// <summary>The store, staging, and collection on schedule. Needs <see cref="DataFolder"/>, the database and a clock.</summary>
    public static IServiceCollection AddBlobs(this IServiceCollection services)
    {
        services
            .AddOptions<BlobOptions>()
            .BindConfiguration(BlobOptions.Section)
            .PostConfigure<DataFolder>(UseDefaults)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<UploadOptions>()
            .BindConfiguration(UploadOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton<IFreeSpace, DiskFreeSpace>();
        services.AddSingleton<BlobGate>();
        services.AddSingleton<CollectionLock>();
        services.AddSingleton<StagingArea>();
        services.AddSingleton<BlobStore>();
        services.AddSingleton<BlobMetrics>();
        services.AddSingleton<BlobCollection>();
        services.AddHostedService<BlobCollectionSchedule>();
        return services;
    }

    private static void UseDefaults(BlobOptions options, DataFolder data)
    {
        if (options.StagingPath.Length == 0)
        {
            options.StagingPath =
                options.Path.Length == 0 ? data.Staging : Path.Combine(options.Path, "staging");
        }

        if (options.Path.Length == 0)
        {
            options.Path = data.Blobs;
        }
    }
}
