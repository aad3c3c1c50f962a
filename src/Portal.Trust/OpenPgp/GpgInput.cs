namespace Portal.Trust.OpenPgp;

/// <summary>gpg's standard input. A broken pipe becomes gpg's own explanation instead of "Broken pipe".</summary>
internal sealed class GpgInput(GpgProcess process) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            process.Input.Write(buffer);
        }
        catch (IOException e)
        {
            throw new GpgException("gpg ended before it had read everything.", e);
        }
    }

    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await process.Input.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            var result = await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
            throw new GpgException("gpg ended before it had read everything.", result.Messages);
        }
    }

    public override void Flush() => process.Input.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        process.Input.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
