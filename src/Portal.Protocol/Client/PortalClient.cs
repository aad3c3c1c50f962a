using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Portal.Protocol.Client;

/// <summary>
/// A portal's API, by concept. Requests that may be repeated are, when the connection breaks or the portal is
/// overloaded. Every failure is a <see cref="PortalException"/>.
/// </summary>
public sealed class PortalClient : IDisposable
{
    private readonly PortalTransport _transport;

    public PortalClient(PortalClientOptions options)
    {
        _transport = new PortalTransport(options);
        Access = new AccessClient(_transport);
        Projects = new ProjectsClient(_transport);
        Components = new ComponentsClient(_transport);
        Installer = new InstallerClient(_transport);
        Uploads = new UploadsClient(_transport);
        Products = new ProductsClient(_transport);
        Following = new FollowingClient(_transport);
        Releases = new ReleasesClient(_transport);
        Channels = new ChannelsClient(_transport);
        Distros = new DistrosClient(_transport);
        Updates = new UpdatesClient(_transport);
        Advisories = new AdvisoriesClient(_transport);
        Webhooks = new WebhooksClient(_transport);
        Hosts = new HostsClient(_transport);
        Downloads = new DownloadsClient(_transport);
        Administration = new AdministrationClient(_transport);
    }

    /// <summary>The portal's root.</summary>
    public Uri Url => _transport.Options.Url;

    public AccessClient Access { get; }

    public ProjectsClient Projects { get; }

    public ComponentsClient Components { get; }

    public InstallerClient Installer { get; }

    public UploadsClient Uploads { get; }

    public ProductsClient Products { get; }

    public FollowingClient Following { get; }

    public ReleasesClient Releases { get; }

    public ChannelsClient Channels { get; }

    public DistrosClient Distros { get; }

    public UpdatesClient Updates { get; }

    public AdvisoriesClient Advisories { get; }

    public WebhooksClient Webhooks { get; }

    public HostsClient Hosts { get; }

    public DownloadsClient Downloads { get; }

    public AdministrationClient Administration { get; }

    public void Dispose() => _transport.Dispose();

    internal static Func<HttpContent> Json<T>(T value, JsonTypeInfo<T> type) =>
        () =>
        {
            // Bytes, not a stream: a length lets the portal refuse a large body before it reads it.
            var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
            content.Headers.ContentType = new("application/json");
            return content;
        };
}
