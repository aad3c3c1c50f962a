using System.Net.Http.Headers;
using Portal.Protocol.Updates;

namespace Portal.Protocol.Client;

/// <summary>The update repository: how it stands, and the signatures and keys of its roles.</summary>
public sealed class UpdatesClient
{
    private readonly PortalTransport _transport;

    internal UpdatesClient(PortalTransport transport) => _transport = transport;

    public Task<UpdatesWire> ShowAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Get, ApiPath.Of("updates")),
            ProtocolJson.Default.UpdatesWire,
            cancellationToken
        );

    /// <summary>The metadata file that waits for signatures, to be carried to the keys.</summary>
    public Task<byte[]> WaitingAsync(string role, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Get, ApiPath.Of("updates", "roles", role, "waiting")),
            async response =>
            {
                using (response)
                {
                    return await Answers
                        .BytesAsync(
                            response,
                            Answers.MaximumBytes,
                            _transport.Options,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                }
            },
            cancellationToken
        );

    /// <summary>Hands in the file with more signatures.</summary>
    public Task<UpdateRoleWire> SubmitAsync(
        string role,
        byte[] file,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Put, ApiPath.Of("updates", "roles", role, "signatures"))
            {
                Content = () =>
                {
                    var content = new ByteArrayContent(file);
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    return content;
                },
            },
            ProtocolJson.Default.UpdateRoleWire,
            cancellationToken
        );

    /// <summary>Asks for other keys.</summary>
    public Task<UpdateRoleWire> OrderKeysAsync(
        string role,
        KeyOrderWire order,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Put, ApiPath.Of("updates", "roles", role, "keys"))
            {
                Content = PortalClient.Json(order, ProtocolJson.Default.KeyOrderWire),
            },
            ProtocolJson.Default.UpdateRoleWire,
            cancellationToken
        );
}
