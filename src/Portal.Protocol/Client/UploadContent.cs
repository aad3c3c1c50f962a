using System.Net;
using System.Net.Http.Headers;
using Portal.Protocol.Uploads;

namespace Portal.Protocol.Client;

/// <summary>An archive, or a piece of it, that is streamed on each try, and tells how far it is.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BlockSize = 128 << 10;

    private readonly ComponentUpload _upload;
    private readonly long _offset;
    private readonly IProgress<TransferProgress>? _progress;

    /// <summary>The whole archive.</summary>
    public UploadContent(ComponentUpload upload, IProgress<TransferProgress>? progress)
        : this(upload, 0, upload.Length, progress, upload.ContentType)
    {
        if (upload.Digest is { } digest)
        {
            // RFC 9530: lets the portal tell a damaged transfer from a damaged archive.
            Headers.TryAddWithoutValidation(
                "Repr-Digest",
                $"sha-256=:{Convert.ToBase64String(digest.ToBytes())}:"
            );
        }
    }

    private UploadContent(
        ComponentUpload upload,
        long offset,
        long length,
        IProgress<TransferProgress>? progress,
        string contentType
    )
    {
        (_upload, _offset, _progress, Length) = (upload, offset, progress, length);
        Headers.ContentType = new MediaTypeHeaderValue(contentType);
        Headers.ContentLength = length;
    }

    /// <summary>Bytes of this content.</summary>
    public long Length { get; }

    /// <summary>A piece of the archive, as tus sends it.</summary>
    public static UploadContent Piece(
        ComponentUpload upload,
        long offset,
        long length,
        IProgress<TransferProgress>? progress
    ) => new(upload, offset, length, progress, Tus.ContentType);

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
            if (_offset > 0)
            {
                source.Seek(_offset, SeekOrigin.Begin);
            }

            var block = new byte[BlockSize];
            long sent = 0;
            while (sent < Length)
            {
                var wanted = block.AsMemory(0, (int)Math.Min(BlockSize, Length - sent));
                var read = await source.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new EndOfStreamException("The archive became shorter while it was sent.");
                }

                await stream.WriteAsync(wanted[..read], cancellationToken).ConfigureAwait(false);
                sent += read;
                OnSent?.Invoke(sent);
                _progress?.Report(new TransferProgress(_offset + sent, _upload.Length));
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }
}
