using Portal.Protocol.Projects;

namespace Portal.Protocol.Client;

/// <summary>Upstream projects and their members.</summary>
public sealed class ProjectsClient
{
    private readonly PortalTransport _transport;

    internal ProjectsClient(PortalTransport transport) => _transport = transport;

    public Task<ProjectWire> CreateAsync(
        ProjectCreateWire project,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("projects"))
            {
                Content = PortalClient.Json(project, ProtocolJson.Default.ProjectCreateWire),
            },
            ProtocolJson.Default.ProjectWire,
            cancellationToken
        );

    public IAsyncEnumerable<ProjectWire> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("projects"),
            ProtocolJson.Default.PageWireProjectWire,
            cancellationToken
        );

    public Task<ProjectWire> GetAsync(string project, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(ApiPath.Of("projects", project)),
            ProtocolJson.Default.ProjectWire,
            cancellationToken
        );

    public IAsyncEnumerable<MemberWire> MembersAsync(
        string project,
        CancellationToken cancellationToken = default
    ) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("projects", project, "members"),
            ProtocolJson.Default.PageWireMemberWire,
            cancellationToken
        );

    /// <summary>Adds a member, or changes its role.</summary>
    public async Task SetMemberAsync(
        string project,
        string name,
        MemberSetWire member,
        CancellationToken cancellationToken
    )
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(HttpMethod.Put, ApiPath.Of("projects", project, "members", name))
                {
                    Content = PortalClient.Json(member, ProtocolJson.Default.MemberSetWire),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public async Task RemoveMemberAsync(
        string project,
        string name,
        CancellationToken cancellationToken
    )
    {
        using var _ = await _transport
            .SendAsync(
                new PortalRequest(
                    HttpMethod.Delete,
                    ApiPath.Of("projects", project, "members", name)
                ),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
