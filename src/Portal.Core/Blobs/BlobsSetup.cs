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
            .Validate(
                o =>
                    o.Grace >= TimeSpan.Zero
                    && o.CollectionInterval >= TimeSpan.FromMinutes(1)
                    && o.SweepBatch is >= 1 and <= 100_000,
                "Blobs: Grace must not be negative, CollectionInterval at least a minute, SweepBatch 1 to 100,000."
            )
            .ValidateOnStart();
        services
            .AddOptions<UploadOptions>()
            .BindConfiguration(UploadOptions.Section)
            .Validate(
                o =>
                    o.MaxArchiveBytes > 0
                    && o.MaxUnpackedBytes > 0
                    && o.MaxFiles > 0
                    && o.MaxManifestBytes > 0
                    && o.MaxCompressionRatio > 0
                    && o.MaxUnfinished > 0
                    && o.MaxUnfinishedBytes > 0
                    && o.Expiry >= TimeSpan.FromMinutes(1)
                    && o.FreeSpaceFloor >= 0,
                "Uploads: every limit must be above zero, FreeSpaceFloor zero or more, Expiry at least a minute."
            )
            .ValidateOnStart();
        services.TryAddSingleton<IFreeSpace, DiskFreeSpace>();
        services.AddSingleton<BlobGate>();
        services.AddSingleton<StagingArea>();
        services.AddSingleton<BlobStore>();
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
