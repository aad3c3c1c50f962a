using Portal.Access;
using Portal.Advisories;
using Portal.Blobs;
using Portal.Channels;
using Portal.Components;
using Portal.Following;
using Portal.Gtp;
using Portal.Health;
using Portal.Hosts;
using Portal.Images;
using Portal.Jobs;
using Portal.Products;
using Portal.Projects;
using Portal.Releases;
using Portal.Signing;
using Portal.Updates;
using Portal.Uploads;
using Portal.Webhooks;

namespace Portal.Shell;

/// <summary>The web ring's contents page: what answers where, in the order in which a datum flows.</summary>
public static class PortalEndpoints
{
    public const string Api = "/api/v1";

    public static void MapPortal(this WebApplication app)
    {
        var api = app.MapGroup(Api);
        api.MapTokens();
        api.MapAccounts();
        api.MapInvitations();
        api.MapAudit();
        api.MapProjects();
        api.MapMembers();
        api.MapProjectRequests();
        api.MapComponents();
        api.MapSetup();
        api.MapUploads();
        api.MapProducts();
        api.MapProductMembers();
        api.MapFollowing();
        api.MapReleases();
        api.MapAdvisories();
        api.MapChannels();
        api.MapDistros();
        api.MapWebhooks();
        api.MapUpdates();
        api.MapFleetTokens();
        api.MapHosts();
        api.MapJobs();
        api.MapCollection();

        app.MapReleaseProgress();
        app.MapUploadForm();
        app.MapDownloads();
        app.MapFeeds();
        app.MapChannelFeed();
        app.MapUpdateFiles();
        app.MapGtp();
        app.MapKeys();
        app.MapSchemas();
        app.MapTheme();

        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>();
        app.MapOpenApi().AllowAnonymous();
        app.MapPortalHealth();
    }
}
