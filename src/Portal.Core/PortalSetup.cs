using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Access;
using Portal.Blobs;
using Portal.Components;
using Portal.Data;
using Portal.Projects;

namespace Portal;

/// <summary>Core's contents page: every concept's services, in the order in which a datum flows.</summary>
public static class PortalSetup
{
    /// <param name="folder">Open, hence locked; the caller disposes it after the services.</param>
    /// <param name="database">Where the rows are.</param>
    public static IServiceCollection AddPortalCore(
        this IServiceCollection services,
        DataFolder folder,
        DatabaseTarget database
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(folder);

        services.AddData(database);
        services.AddBlobs();
        services.AddAccess();
        services.AddProjects();
        services.AddComponents();
        return services;
    }
}
