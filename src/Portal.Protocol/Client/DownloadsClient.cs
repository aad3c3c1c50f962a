using Portal.Protocol.Releases;

namespace Portal.Protocol.Client;

/// <summary>The public files of a release, and the portal's key. Nothing here is asked for with a token.</summary>
public sealed class DownloadsClient
{
    private readonly PortalTransport _transport;

    internal DownloadsClient(PortalTransport transport) => _transport = transport;

    /// <summary>Every key the portal ever signed with, armored.</summary>
    public Task<byte[]> OpenPgpKeysAsync(CancellationToken cancellationToken) =>
        BytesAsync("keys/openpgp.asc", 1 << 20, cancellationToken);

    /// <summary>A small file of a release, whole.</summary>
    /// <param name="file">A name of <see cref="ReleaseFiles"/>.</param>
    public Task<byte[]> ReadAsync(
        string product,
        string version,
        string file,
        CancellationToken cancellationToken
    ) =>
        BytesAsync(
            ApiPath.Join("download", product, version, file),
            Answers.MaximumBytes,
            cancellationToken
        );

    /// <summary>Writes a file of a release, however large; resumed when the connection breaks.</summary>
    public Task CopyToAsync(
        string product,
        string version,
        string file,
        Stream destination,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        new Download(_transport, ApiPath.Join("download", product, version, file)).CopyToAsync(
            destination,
            progress,
            cancellationToken
        );

    private Task<byte[]> BytesAsync(
        string path,
        int maximum,
        CancellationToken cancellationToken
    ) =>
        _transport.SendAsync(
            PortalRequest.Get(path) with
            {
                Accept = "*/*",
                Anonymous = true,
            },
            async response =>
            {
                using (response)
                {
                    return await Answers
                        .BytesAsync(response, maximum, _transport.Options, cancellationToken)
                        .ConfigureAwait(false);
                }
            },
            cancellationToken
        );
}
