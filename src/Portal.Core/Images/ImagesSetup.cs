using Microsoft.Extensions.DependencyInjection;
using Portal.Blobs;
using Portal.Jobs;

namespace Portal.Images;

public static class ImagesSetup
{
    public static IServiceCollection AddImages(this IServiceCollection services) =>
        services
            .AddSingleton<ImageFiles>()
            .AddSingleton<ServedImages>()
            .AddSingleton<ImageMetrics>()
            .AddSingleton<ImageContents>()
            .AddSingleton<ImageComparison>()
            .AddSingleton<SupportedGuests>()
            .AddSingleton<ImageTaking>()
            .AddSingleton<ImageSigners>()
            .AddSingleton<IWorkSource, ImageAssembly>()
            .AddSingleton<IBlobReferences, ImageBlobs>();
}
