using System.Buffers.Binary;
using System.IO.Compression;

namespace Portal.Packaging.Archives;

/// <summary>
/// Compresses into one gzip member with a header that is always the same. The same input gives the same bytes for the
/// same zlib; another zlib may compress otherwise, which is why nothing is identified by these bytes.
/// </summary>
internal sealed class GzipWriter : Stream
{
    private readonly Stream _destination;
    private readonly DeflateStream _deflater;
    private uint _crc;
    private uint _length;

    private GzipWriter(Stream destination)
    {
        _destination = destination;
        _deflater = new DeflateStream(destination, CompressionLevel.Optimal, leaveOpen: true);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes the header.</summary>
    public static async Task<GzipWriter> CreateAsync(
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        await destination
            .WriteAsync(GzipHeader.Plain.ToArray(), cancellationToken)
            .ConfigureAwait(false);
        return new GzipWriter(destination);
    }

    /// <summary>Ends the data and writes the trailer. Without it, the file is visibly incomplete.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _deflater.DisposeAsync().ConfigureAwait(false);
        var trailer = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), _length);
        await _destination.WriteAsync(trailer, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        _crc = Crc32.Append(_crc, buffer.Span);
        _length += (uint)buffer.Length;
        await _deflater.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        _crc = Crc32.Append(_crc, buffer.AsSpan(offset, count));
        _length += (uint)count;
        _deflater.Write(buffer, offset, count);
    }

    public override void Flush() => _deflater.Flush();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _deflater.Dispose();
        }

        base.Dispose(disposing);
    }
}
