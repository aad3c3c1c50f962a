using Microsoft.Extensions.DependencyInjection;
using Portal.Blobs;
using Portal.Data;

namespace Portal.Releases;

public static class ReleasesSetup
{
    public static IServiceCollection AddReleases(this IServiceCollection services) =>
        services
            .AddSingleton<LockedContents>()
            .AddSingleton<ReleaseSignal>()
            .AddSingleton<ReleaseWatch>()
            .AddSingleton<ReleaseProgress>()
            .AddSingleton<ReleaseCreation>()
            .AddSingleton<ReleaseService>()
            .AddSingleton<ReleaseVersions>()
            .AddSingleton<ReleaseJobs>()
            .AddSingleton<ReleaseHistory>()
            .AddSingleton<IRowUpgrade, ReleaseOrderUpgrade>()
            .AddSingleton<ReleaseUse>()
            .AddSingleton<IBlobReferences, ReleaseBlobs>();
}
