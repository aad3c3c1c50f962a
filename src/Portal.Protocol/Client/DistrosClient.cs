using Portal.Protocol.Channels;
using Portal.Protocol.Projects;

namespace Portal.Protocol.Client;

/// <summary>Distros, and who promotes their channels.</summary>
public sealed class DistrosClient
{
    private readonly PortalTransport _transport;

    internal DistrosClient(PortalTransport transport) => _transport = transport;

    public Task<DistroWire> CreateAsync(
        DistroCreateWire distro,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Post, ApiPath.Of("distros"))
            {
                Content = PortalClient.Json(distro, ProtocolJson.Default.DistroCreateWire),
            },
            ProtocolJson.Default.DistroWire,
            cancellationToken
        );

    public IAsyncEnumerable<DistroWire> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.ReadAsync(
            _transport,
            ApiPath.Of("distros"),
            ProtocolJson.Default.PageWireDistroWire,
            cancellationToken
        );

    /// <summary>Makes an account or robot a maintainer.</summary>
    public Task<MemberWire> SetMemberAsync(
        string distro,
        string name,
        MemberSetWire member,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Put, ApiPath.Of("distros", distro, "members", name))
            {
                Content = PortalClient.Json(member, ProtocolJson.Default.MemberSetWire),
            },
            ProtocolJson.Default.MemberWire,
            cancellationToken
        );
}
