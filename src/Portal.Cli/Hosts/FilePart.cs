namespace Portal.Cli.Hosts;

/// <summary>A part of a file, read once from its first byte to its last.</summary>
/// <param name="file">Disposed with it.</param>
internal sealed class FilePart(Stream file, long from, long length) : Stream
{
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        file.Position = from + _at;
        return Count(file.Read(buffer[..Room(buffer.Length)]));
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        file.Position = from + _at;
        return Count(await file.ReadAsync(buffer[..Room(buffer.Length)], cancellationToken));
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Room(int count) => (int)Math.Min(count, length - _at);

    private int Count(int read)
    {
        _at += read;
        return read;
    }
}
