using Microsoft.Extensions.DependencyInjection;

namespace Portal.Mirrors;

public static class MirrorsSetup
{
    public static IServiceCollection AddMirrors(this IServiceCollection services) =>
        services.AddSingleton<MirrorExport>();
}
