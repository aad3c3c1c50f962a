using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Linting;

/// <summary>Passes files on, and remembers how each begins: scripts are told by their first bytes.</summary>
internal sealed class BeginningsSink(IArchiveSink inner) : IArchiveSink
{
    /// <summary>What a check of the first bytes looks at: <c>#!</c>.</summary>
    private const int Size = 2;

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _beginnings = new(
        StringComparer.Ordinal
    );

    /// <summary>How a file of the archive begins; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Of(string path) => _beginnings.GetValueOrDefault(path);

    /// <summary>How a file of a folder begins.</summary>
    public static ReadOnlyMemory<byte> OfFile(string path)
    {
        using var file = File.OpenRead(path);
        var beginning = new byte[Size];
        return beginning.AsMemory(0, file.ReadAtLeast(beginning, Size, throwOnEndOfStream: false));
    }

    public async ValueTask<Stream> CreateFileAsync(
        ContentPath path,
        long length,
        CancellationToken cancellationToken
    ) =>
        new Watched(
            await inner.CreateFileAsync(path, length, cancellationToken).ConfigureAwait(false)
        );

    public ValueTask CompleteFileAsync(
        ContentPath path,
        Stream file,
        Digest sha256,
        long length,
        CancellationToken cancellationToken
    )
    {
        var watched = (Watched)file;
        _beginnings[path.Value] = watched.Beginning.ToArray();
        return inner.CompleteFileAsync(path, watched.Inner, sha256, length, cancellationToken);
    }

    private sealed class Watched(Stream inner) : Stream
    {
        private readonly byte[] _beginning = new byte[Size];
        private int _seen;

        public Stream Inner => inner;

        public ReadOnlySpan<byte> Beginning => _beginning.AsSpan(0, _seen);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Watch(buffer);
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) =>
            Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            Watch(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Watch(ReadOnlySpan<byte> bytes)
        {
            var count = Math.Min(bytes.Length, _beginning.Length - _seen);
            bytes[..count].CopyTo(_beginning.AsSpan(_seen));
            _seen += count;
        }
    }
}
