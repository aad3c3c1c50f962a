using System.Net;
using Portal.Protocol.Components;

namespace Portal.Protocol.Client;

/// <summary>Components, their versions and the files in them.</summary>
public sealed class ComponentsClient
{
    private readonly PortalTransport _transport;

    internal ComponentsClient(PortalTransport transport) => _transport = transport;

    public IAsyncEnumerable<ComponentWire> ListAsync(
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("components"),
            ProtocolJson.Default.PageWireComponentWire,
            cancellationToken
        );

    public Task<ComponentWire> GetAsync(string component, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("components", component)),
            ProtocolJson.Default.ComponentWire,
            cancellationToken
        );

    public IAsyncEnumerable<ComponentVersionWire> VersionsAsync(
        string component,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("components", component, "versions"),
            ProtocolJson.Default.PageWireComponentVersionWire,
            cancellationToken
        );

    public Task<ComponentVersionWire> GetVersionAsync(
        string component,
        string version,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(VersionPath(component, version)),
            ProtocolJson.Default.ComponentVersionWire,
            cancellationToken
        );

    public IAsyncEnumerable<FileWire> FilesAsync(
        string component,
        string version,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            VersionPath(component, version) + "/files",
            ProtocolJson.Default.PageWireFileWire,
            cancellationToken
        );

    /// <summary>Publishes a version. Sending the same content again is a success; other content is a conflict.</summary>
    public async Task<ComponentPushed> PushAsync(
        string component,
        string version,
        ComponentUpload upload,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(upload);
        var path = ApiPath.WithQuery(VersionPath(component, version), ("project", upload.Project));
        return await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Put, path)
                {
                    Content = () => new UploadContent(upload, progress),
                },
                async response =>
                {
                    using (response)
                    {
                        var published = await Answers
                            .ReadAsync(
                                response,
                                ProtocolJson.Default.ComponentVersionWire,
                                _transport.Options,
                                cancellationToken
                            )
                            .ConfigureAwait(false);
                        return new ComponentPushed(
                            published,
                            response.StatusCode == HttpStatusCode.Created
                        );
                    }
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public Task<ComponentVersionWire> YankAsync(
        string component,
        string version,
        YankRequestWire yank,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, VersionPath(component, version) + "/yank")
            {
                Content = PortalClient.Json(yank, ProtocolJson.Default.YankRequestWire),
            },
            ProtocolJson.Default.ComponentVersionWire,
            cancellationToken
        );

    /// <summary>Writes the version as a canonical tar; resumed when the connection breaks.</summary>
    public Task DownloadArchiveAsync(
        string component,
        string version,
        Stream destination,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        new Download(_transport, VersionPath(component, version) + "/archive").CopyToAsync(
            destination,
            progress,
            cancellationToken
        );

    private static string VersionPath(string component, string version) =>
        ApiPath.Of("components", component, "versions", version);
}

/// <param name="Created">False when the portal had exactly this content already.</param>
public sealed record ComponentPushed(ComponentVersionWire Version, bool Created);
