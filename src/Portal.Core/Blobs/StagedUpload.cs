using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Blobs;

/// <summary>
/// One upload's own folder, gone with its disposal, whatever became of the upload. Files that were placed in the store
/// have left it by then.
/// </summary>
public sealed partial class StagedUpload : IAsyncDisposable
{
    private const UnixFileMode ReadOnly =
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _folder;
    private readonly string _lockPath;
    private readonly SafeFileHandle _lock;
    private readonly StorageFloor _floor;
    private readonly ILogger _log;
    private int _count;

    internal StagedUpload(
        string folder,
        string lockPath,
        SafeFileHandle handle,
        StorageFloor floor,
        ILogger log
    )
    {
        _folder = folder;
        _lockPath = lockPath;
        _lock = handle;
        _floor = floor;
        _log = log;
    }

    /// <summary>Writes and hashes a stream to its end.</summary>
    /// <returns><see cref="UploadErrors.TooLarge"/> past the limit, <see cref="UploadErrors.StorageFull"/>.</returns>
    public async Task<Result<StagedBlob>> ReceiveAsync(
        Stream source,
        long limit,
        CancellationToken cancellationToken
    )
    {
        var path = NextPath();
        using var file = File.OpenHandle(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.ReadWrite
        );
        var guarded = 0L;
        var copied = await HashingCopy.CopyAsync(source, file, Refuse, cancellationToken);
        if (!copied.TryGet(out var copy, out var error))
        {
            return error;
        }

        File.SetUnixFileMode(file, ReadOnly);
        return new StagedBlob(copy.Digest, copy.Length, path);

        Error? Refuse(long bytes)
        {
            if (bytes > limit)
            {
                return UploadErrors.TooLarge.With(
                    $"It is longer than {limit} bytes, the limit of this portal."
                );
            }

            var more = bytes - guarded;
            guarded = bytes;
            return _floor.TryWrite(more) ? null : UploadErrors.StorageFull;
        }
    }

    /// <summary>Writes what is in memory already.</summary>
    /// <exception cref="IOException">The disk is full, or below the floor.</exception>
    public async Task<StagedBlob> AddAsync(
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        await using var file = CreateFile(bytes.Length);
        await file.WriteAsync(bytes, cancellationToken);
        return Keep(file, Digest.Of(bytes.Span), bytes.Length);
    }

    /// <summary>A new file for the caller to write, dispose, and <see cref="Keep"/> before that.</summary>
    /// <exception cref="IOException">The disk is full, or below the floor.</exception>
    public FileStream CreateFile(long length)
    {
        if (!_floor.TryWrite(length))
        {
            throw new StorageFullException();
        }

        return new(
            NextPath(),
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.ReadWrite,
            bufferSize: 0
        );
    }

    /// <summary>Takes a written file as a blob; the caller vouches for digest and length.</summary>
    public StagedBlob Keep(FileStream file, Digest digest, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        Own(file.Name);
        File.SetUnixFileMode(file.SafeFileHandle, ReadOnly);
        return new(digest, length, file.Name);
    }

    /// <summary>Deletes a file that the upload needs no more, to make room.</summary>
    public void Drop(StagedBlob blob)
    {
        ArgumentNullException.ThrowIfNull(blob);
        Own(blob.Path);
        File.Delete(blob.Path);
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            StagingArea.Remove(_folder, _lockPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sweep takes it, as the lock is free then.
            Log.Left(_log, _folder, e);
        }
        finally
        {
            _lock.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private void Own(string path)
    {
        if (Path.GetDirectoryName(path) != _folder)
        {
            throw new ArgumentException($"{path} is not of this upload.", nameof(path));
        }
    }

    private string NextPath() => Path.Combine(_folder, $"{Interlocked.Increment(ref _count)}");

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Staging folder {Folder} could not be deleted")]
        public static partial void Left(ILogger logger, string folder, Exception exception);
    }
}
