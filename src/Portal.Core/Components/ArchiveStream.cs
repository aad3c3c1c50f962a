using System.IO.Pipelines;
using Portal.Blobs;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Components;

/// <summary>
/// The canonical tar of a content list, made as it is read and nowhere kept. It can be positioned before the first read,
/// which is what a download that goes on after a break needs: what lies before is made and dropped.
/// </summary>
public sealed class ArchiveStream : Stream
{
    /// <summary>Bytes made ahead of the reader.</summary>
    private const int Ahead = 1 << 20;

    private readonly ContentList _contents;
    private readonly Func<Digest, Stream> _open;
    private readonly CancellationTokenSource _end = new();
    private readonly Pipe _pipe = new(
        new PipeOptions(
            pauseWriterThreshold: Ahead,
            resumeWriterThreshold: Ahead / 2,
            minimumSegmentSize: 64 * 1024,
            useSynchronizationContext: false
        )
    );
    private Task? _making;
    private long _position;
    private bool _disposed;

    public ArchiveStream(ContentList contents, BlobStore store)
        : this(contents, store.OpenStream) { }

    /// <param name="open">Opens the bytes of a file by their digest; the stream is disposed here.</param>
    internal ArchiveStream(ContentList contents, Func<Digest, Stream> open)
    {
        _contents = contents;
        _open = open;
        Length = CanonicalTar.LengthOf(contents);
    }

    public override long Length { get; }

    public override bool CanRead => true;

    public override bool CanSeek => _making is null;

    public override bool CanWrite => false;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (_making is not null)
        {
            throw new NotSupportedException("It is being read: open another.");
        }

        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return _position = position;
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (_making is null)
        {
            _making = Task.Run(MakeAsync, CancellationToken.None);
            await SkipAsync(_position, cancellationToken);
        }

        var stream = _pipe.Reader.AsStream(leaveOpen: true);
        var count = await stream.ReadAsync(buffer, cancellationToken);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Reading is asynchronous here.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush() { }

    /// <summary>Returns when nothing is made any more.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_making is not null)
        {
#pragma warning disable VSTHRD003 // Begun by this stream's own first read, on the thread pool.
            await _making;
#pragma warning restore VSTHRD003
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _end.Cancel();
            _pipe.Reader.Complete();
            _end.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task MakeAsync()
    {
        try
        {
            await CanonicalTar.WriteAsync(
                _contents,
                (digest, _) => new(_open(digest)),
                _pipe.Writer.AsStream(leaveOpen: true),
                _end.Token
            );
            await _pipe.Writer.CompleteAsync();
        }
        catch (Exception e)
        {
            // The reader throws it; a reader that left needs none.
            await _pipe.Writer.CompleteAsync(e);
        }
    }

    private async Task SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        while (bytes > 0)
        {
            var read = await _pipe.Reader.ReadAsync(cancellationToken);
            var dropped = Math.Min(bytes, read.Buffer.Length);
            _pipe.Reader.AdvanceTo(read.Buffer.GetPosition(dropped));
            bytes -= dropped;
            if (read.IsCompleted && dropped == 0)
            {
                return;
            }
        }
    }
}
