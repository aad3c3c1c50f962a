using System.Security.Cryptography;
using Portal.Blobs;
using Portal.Iso9660;
using Portal.Protocol;

namespace Portal.Images;

/// <summary>
/// The contents of an image, straight from the store: a content's id is its SHA-256. Each is hashed again as it is read,
/// because what is signed here is trusted everywhere: a disk's bit flip must not become part of a release.
/// </summary>
internal sealed class BlobContent(BlobStore blobs) : IContentSource
{
    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken)
    {
        var digest = Digest.Parse(contentId);
        return ValueTask.FromResult<Stream>(new CheckedStream(blobs.OpenStream(digest), digest));
    }

    private sealed class CheckedStream(Stream inner, Digest expected) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(
            HashAlgorithmName.SHA256
        );
        private bool _checked;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Take(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Take(buffer.AsSpan(offset, read));
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

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

        /// <summary>Checks at the declared end already: whoever knows the length need not read on to see it.</summary>
        private void Take(ReadOnlySpan<byte> bytes)
        {
            _hash.AppendData(bytes);
            if (_checked || inner.Position < inner.Length)
            {
                return;
            }

            _checked = true;
            var actual = Digest.FromHash(_hash.GetHashAndReset());
            if (actual != expected)
            {
                throw new InvalidDataException(
                    $"The blob {expected} is damaged: its bytes have the digest {actual}. Restore it from a backup, or upload its component again."
                );
            }
        }
    }
}
