using System.Net;
using System.Net.Http.Headers;
using Portal.Protocol.Components;

namespace Portal.Protocol.Client;

/// <summary>The installers that lie on every disc, and the signature of the one for Windows.</summary>
public sealed class InstallerClient
{
    private readonly PortalTransport _transport;

    internal InstallerClient(PortalTransport transport) => _transport = transport;

    /// <summary>The <c>setup.exe</c> that new releases take.</summary>
    public Task<SetupWire> SetupAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(
            PortalRequest.Get(Path),
            ProtocolJson.Default.SetupWire,
            cancellationToken
        );

    /// <summary>Writes its bytes; resumed when the connection breaks.</summary>
    public Task DownloadAsync(
        SetupWire setup,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new Download(
            _transport,
            ApiPath.WithQuery(
                ApiPath.Of(
                    "components",
                    "guest-tools-installer",
                    "versions",
                    setup.Version,
                    "content"
                ),
                ("path", setup.Path)
            )
        ).CopyToAsync(destination, null, cancellationToken);
    }

    /// <summary>Has new releases take this file, which is the same with a signature. The same again changes nothing.</summary>
    public Task<SetupSigned> SignAsync(byte[] file, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            new PortalRequest(HttpMethod.Put, Path)
            {
                Content = () =>
                    new ByteArrayContent(file)
                    {
                        Headers =
                        {
                            ContentType = new MediaTypeHeaderValue("application/octet-stream"),
                        },
                    },
            },
            async response =>
            {
                using (response)
                {
                    var setup = await Answers
                        .ReadAsync(
                            response,
                            ProtocolJson.Default.SetupWire,
                            _transport.Options,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    return new SetupSigned(setup, response.StatusCode == HttpStatusCode.Created);
                }
            },
            cancellationToken
        );

    private static string Path => ApiPath.Of("installer", "setup");
}

/// <param name="Created">False when the portal had exactly this file already.</param>
public sealed record SetupSigned(SetupWire Setup, bool Created);
