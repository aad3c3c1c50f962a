using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Drivers;
using Portal.Protocol;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Linting;

/// <summary>
/// Passes files on, and remembers how each begins, as scripts are told by their first bytes, and what it is to Windows.
/// </summary>
internal sealed class WatchingSink(IArchiveSink inner, AuthenticodeVerifier verifier) : IArchiveSink
{
    /// <summary>What a check of the first bytes looks at: <c>#!</c>.</summary>
    private const int Size = 2;

    private readonly Dictionary<Digest, ReadOnlyMemory<byte>> _beginnings = [];
    private readonly Dictionary<Digest, FileInspection> _inspections = [];
    private readonly InspectionBudget _budget = new();

    /// <summary>How a file of the archive begins; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Of(Digest sha256) => _beginnings.GetValueOrDefault(sha256);

    /// <summary>What a file of the archive is to Windows; null when there is none.</summary>
    public FileInspection? InspectionOf(Digest sha256) => _inspections.GetValueOrDefault(sha256);

    /// <summary>There was more than is looked into.</summary>
    public bool IsSpent => _budget.IsSpent;

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
            await inner.CreateFileAsync(path, length, cancellationToken).ConfigureAwait(false),
            new FileInspector(path.Value, _budget)
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
        _beginnings[sha256] = watched.Beginning.ToArray();
        // The same bytes may lie at another path whose name says more of them.
        var inspection = watched.Inspector.Finish(verifier);
        if (
            !_inspections.TryGetValue(sha256, out var known)
            || (known.Catalog is null && known.Inf is null)
        )
        {
            _inspections[sha256] = inspection;
        }

        return inner.CompleteFileAsync(path, watched.Inner, sha256, length, cancellationToken);
    }

    private sealed class Watched(Stream inner, FileInspector inspector) : Stream
    {
        private readonly byte[] _beginning = new byte[Size];
        private int _seen;

        public Stream Inner => inner;

        public FileInspector Inspector => inspector;

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
            Inspector.Dispose();
            await inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Inspector.Dispose();
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Watch(ReadOnlySpan<byte> bytes)
        {
            var count = Math.Min(bytes.Length, _beginning.Length - _seen);
            bytes[..count].CopyTo(_beginning.AsSpan(_seen));
            _seen += count;
            Inspector.Append(bytes);
        }
    }
}
