namespace Portal.Cli.Iso;

/// <summary>A file that goes on an image, as it was when the folder was read.</summary>
/// <param name="FullPath">Where it lies.</param>
/// <param name="Length">Bytes.</param>
/// <param name="WrittenAt">A later time means that it was changed since.</param>
internal sealed record FolderFile(string FullPath, long Length, DateTime WrittenAt)
{
    /// <summary>Opens it; reading its end fails when it is not what it was.</summary>
    /// <exception cref="IOException">It changed.</exception>
    public Stream Open()
    {
        var stream = new FileStream(
            FullPath,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0
        );
        return stream.Length == Length ? new SteadyStream(stream, this) : throw Changed(stream);
    }

    private IOException Changed(FileStream stream)
    {
        stream.Dispose();
        return new IOException($"'{FullPath}' changed while the image was being made.");
    }

    /// <summary>The file's bytes; its last read looks whether somebody wrote to it meanwhile.</summary>
    private sealed class SteadyStream(FileStream inner, FolderFile file) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        /// <summary>At once: the file would hand it to another thread, only to block that one.</summary>
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ValueTask<int>(Read(buffer.Span));
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer) => Took(inner.Read(buffer), buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) =>
            Read(buffer.AsSpan(offset, count));

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
            }

            base.Dispose(disposing);
        }

        private int Took(int read, int wanted) =>
            read > 0
            || wanted == 0
            || File.GetLastWriteTimeUtc(inner.SafeFileHandle) == file.WrittenAt
                ? read
                : throw file.Changed(inner);
    }
}
