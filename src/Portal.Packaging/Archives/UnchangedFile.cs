using System.Security.Cryptography;
using Portal.Protocol;

namespace Portal.Packaging.Archives;

/// <summary>A file that was hashed before. Its last read fails when the bytes are not those of then.</summary>
internal sealed class UnchangedFile(string path, Digest expected) : Stream
{
    private readonly FileStream _file = new(
        path,
        FileMode.Open,
        FileAccess.Read,
        FileShare.Read,
        bufferSize: 0
    );
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var count = await _file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Took(buffer.Span[..count]);
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        Took(buffer.AsSpan(offset, _file.Read(buffer, offset, count)));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Took(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        return bytes.IsEmpty && Digest.FromHash(_hash.GetHashAndReset()) != expected
            ? throw new IOException($"'{_file.Name}' has changed since it was read.")
            : bytes.Length;
    }
}
