using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Access;
using Portal.Advisories;
using Portal.Blobs;
using Portal.Channels;
using Portal.Components;
using Portal.Data;
using Portal.Following;
using Portal.Hosts;
using Portal.Images;
using Portal.Jobs;
using Portal.Mirrors;
using Portal.Products;
using Portal.Projects;
using Portal.Releases;
using Portal.Search;
using Portal.Signing;
using Portal.Updates;
using Portal.Uploads;
using Portal.Webhooks;

namespace Portal;

/// <summary>Core's contents page: every concept's services, in the order in which a datum flows.</summary>
public static class PortalSetup
{
    /// <param name="folder">Open, hence locked; the caller disposes it after the services.</param>
    /// <param name="database">Where the rows are.</param>
    /// <param name="configuration">Each concept's options have a section of their own.</param>
    public static IServiceCollection AddPortalCore(
        this IServiceCollection services,
        DataFolder folder,
        DatabaseTarget database,
        IConfiguration configuration
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(folder);

        services.AddData(database);
        services.AddAccess();
        services.AddBlobs();
        services.AddJobs(configuration, database);
        services.AddSigning();

        services.AddProjects();
        services.AddComponents();
        services.AddUploads();
        services.AddProducts();
        services.AddReleases();
        services.AddImages();
        services.AddAdvisories();
        services.AddChannels();
        services.AddWebhooks();
        services.AddUpdates();
        services.AddFollowing();
        services.AddHosts();
        services.AddMirrors();
        services.AddSearch();
        return services;
    }
}
