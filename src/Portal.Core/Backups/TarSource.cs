using System.Formats.Tar;

namespace Portal.Backups;

/// <summary>Reads a backup that is a tar: its entries are found once, then read where they lie.</summary>
internal sealed class TarSource : IBackupSource
{
    private readonly string _path;
    private readonly Dictionary<string, (long Offset, long Length)> _entries = new(
        StringComparer.Ordinal
    );

    /// <exception cref="BackupException">It is no tar, it was cut off, or it holds something else than files.</exception>
    public TarSource(string path)
    {
        _path = path;
        try
        {
            using var file = File.OpenRead(path);
            using var tar = new TarReader(file);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                {
                    throw new BackupException(
                        $"{path} holds '{entry.Name}', which is not a file; a backup holds nothing else."
                    );
                }

                if (
                    entry.DataOffset + entry.Length > file.Length
                    || !_entries.TryAdd(entry.Name, (entry.DataOffset, entry.Length))
                )
                {
                    throw new BackupException($"{path} is damaged at '{entry.Name}'.");
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BackupException($"{path} is no whole tar: {e.Message}", e);
        }
    }

    public IReadOnlyCollection<string> Paths => _entries.Keys;

    public Stream Open(string path)
    {
        var (offset, length) = _entries[path];
        return new Slice(File.OpenRead(_path), offset, length);
    }

    public void Dispose() { }

    /// <summary>A part of the file, from its beginning to its end.</summary>
    private sealed class Slice : Stream
    {
        private readonly FileStream _file;
        private readonly long _offset;

        public Slice(FileStream file, long offset, long length)
        {
            _file = file;
            _offset = offset;
            Length = length;
            file.Position = offset;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length { get; }

        public override long Position
        {
            get => _file.Position - _offset;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            _file.Read(buffer, offset, (int)Math.Min(count, Length - Position));

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) =>
            _file.ReadAsync(
                buffer[..(int)Math.Min(buffer.Length, Length - Position)],
                cancellationToken
            );

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

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
                _file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
