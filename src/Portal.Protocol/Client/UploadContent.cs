using System.Net;
using System.Net.Http.Headers;

namespace Portal.Protocol.Client;

/// <summary>A body that is streamed from its beginning on each try, and tells how far it is.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BlockSize = 128 << 10;

    private readonly ComponentUpload _upload;
    private readonly IProgress<TransferProgress>? _progress;

    public UploadContent(ComponentUpload upload, IProgress<TransferProgress>? progress)
    {
        _upload = upload;
        _progress = progress;
        Headers.ContentType = new MediaTypeHeaderValue(upload.ContentType);
        Headers.ContentLength = upload.Length;
        if (upload.Digest is { } digest)
        {
            // RFC 9530: lets the portal tell a damaged transfer from a damaged archive.
            Headers.TryAddWithoutValidation(
                "Repr-Digest",
                $"sha-256=:{Convert.ToBase64String(digest.ToBytes())}:"
            );
        }
    }

    public long Length => _upload.Length;

    /// <summary>Called with the bytes sent so far.</summary>
    public Action<long>? OnSent { get; set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        var source = _upload.Open();
        await using (source.ConfigureAwait(false))
        {
            var block = new byte[BlockSize];
            long sent = 0;
            int read;
            while (
                (read = await source.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0
            )
            {
                await stream
                    .WriteAsync(block.AsMemory(0, read), cancellationToken)
                    .ConfigureAwait(false);
                sent += read;
                OnSent?.Invoke(sent);
                _progress?.Report(new TransferProgress(sent, _upload.Length));
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _upload.Length;
        return true;
    }
}
