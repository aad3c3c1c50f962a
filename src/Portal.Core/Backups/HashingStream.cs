using System.Security.Cryptography;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>Hashes what is read through it. It tells its length, as tar puts that before the content.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    public const int BlockSize = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Of what was read so far.</summary>
    public Digest GetDigest() => Digest.FromHash(_hash.GetCurrentHash());

    /// <summary>Reads to the end; gives the length.</summary>
    public async Task<long> DrainAsync(CancellationToken cancellationToken)
    {
        await CopyToAsync(Null, BlockSize, cancellationToken);
        return _position;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Take(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override int Read(Span<byte> buffer) => Take(buffer[..inner.Read(buffer)]);

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Take(buffer.Span[..read]);
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _position += bytes.Length;
        return bytes.Length;
    }
}
