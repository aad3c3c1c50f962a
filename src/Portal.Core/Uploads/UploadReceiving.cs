using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Portal.Access;
using Portal.Blobs;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Uploads;

/// <summary>
/// Takes the bytes of a resumable upload. When it returns they would survive a power cut; when the request breaks off, what
/// had arrived does, except for a chunk with a checksum, which counts whole or not at all.
/// </summary>
public sealed partial class UploadReceiving
{
    private readonly UploadStore _store;
    private readonly UploadLocks _locks;
    private readonly UploadQueue _queue;
    private readonly StagingArea _staging;
    private readonly TimeProvider _clock;
    private readonly ILogger<UploadReceiving> _log;

    internal UploadReceiving(
        UploadStore store,
        UploadLocks locks,
        UploadQueue queue,
        StagingArea staging,
        TimeProvider clock,
        ILogger<UploadReceiving> log
    )
    {
        _store = store;
        _locks = locks;
        _queue = queue;
        _staging = staging;
        _clock = clock;
        _log = log;
    }

    /// <summary>
    /// Adds bytes at the end. With the last one the upload is ordered to be published; no bytes at the end of one whose
    /// publication failed order it again.
    /// </summary>
    /// <returns>The upload as it is then; else an error of <see cref="ResumableErrors"/> or <see cref="UploadErrors"/>.</returns>
    public async Task<Result<Upload>> AppendAsync(
        Caller caller,
        string id,
        UploadChunk chunk,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(chunk);
        ArgumentNullException.ThrowIfNull(body);
        if (!_store.Find(caller, id).TryGet(out var found, out var error))
        {
            return error;
        }

        if (found.Upload.IsPublishing || found.Upload.Outcome is { End: not UploadEnd.Failed })
        {
            return Check(found.Upload, chunk) ?? Result<Upload>.Of(found.Upload);
        }

        using var hold = await _locks.TakeAsync(
            found.Files,
            Taking.Over,
            cancellationToken,
            mayEnd: true
        );
        if (hold is null)
        {
            return ResumableErrors.Busy;
        }

        // What was found before may have been ended, or finished, by whoever held it.
        if (!_store.Find(caller, id).TryGet(out found, out error))
        {
            return error;
        }

        if (found.Upload.IsPublishing || found.Upload.Outcome is { End: not UploadEnd.Failed })
        {
            return Check(found.Upload, chunk) ?? Result<Upload>.Of(found.Upload);
        }

        found.Files.Recover();
        if (Check(found.Upload, chunk) is { } refused)
        {
            return refused;
        }

        var received = await ReceiveAsync(
            found.Files,
            found.Upload,
            chunk,
            body,
            hold,
            cancellationToken
        );
        if (!received.TryGet(out var digest, out error))
        {
            return error;
        }

        Finish(caller, found.Files, found.Upload, chunk.Offset == 0 ? digest : null);
        return _store.Read(caller.Name, found.Upload.Id)!.Value.Upload;
    }

    private static Error? Check(Upload upload, UploadChunk chunk) =>
        upload.Offset != chunk.Offset
            ? ResumableErrors.OffsetConflict.With(
                $"It stands at {upload.Offset}; {chunk.Offset} was sent."
            )
        : chunk.Length > upload.Request.Length - upload.Offset
            ? ResumableErrors.PastEnd.With(
                $"{upload.Request.Length - upload.Offset} bytes are missing; {chunk.Length} were sent."
            )
        : null;

    /// <returns>SHA-256 of what came.</returns>
    private async Task<Result<Digest>> ReceiveAsync(
        UploadFiles files,
        Upload upload,
        UploadChunk chunk,
        Stream body,
        UploadLocks.Hold hold,
        CancellationToken cancellationToken
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            hold.Ended
        );
        if (chunk.Checksum is not null)
        {
            files.Doubt(chunk.Offset);
        }

        try
        {
            using var file = File.OpenHandle(
                files.Archive,
                FileMode.OpenOrCreate,
                FileAccess.Write,
                UploadFiles.Sharing
            );
            var copied = await CopyAsync(file, upload, chunk, body, either.Token);
            if (!copied.TryGet(out var digest, out var error))
            {
                Settle(
                    files,
                    chunk,
                    cut: chunk.Checksum is not null || error.Kind == ErrorKind.TooLarge
                );
                return error;
            }

            if (chunk.Checksum is { } checksum && checksum != digest)
            {
                files.Cut(chunk.Offset);
                return ResumableErrors.ChecksumMismatch;
            }

            Settle(files, chunk, cut: false);
            return digest;
        }
        catch (OperationCanceledException) when (hold.Ended.IsCancellationRequested)
        {
            Settle(files, chunk, cut: chunk.Checksum is not null);
            return ResumableErrors.Busy.With("Another request goes on with this upload.");
        }
        catch (IOException e) when (StorageFullException.IsMeantBy(e))
        {
            Log.Full(_log, e);
            Settle(files, chunk, cut: chunk.Checksum is not null);
            return UploadErrors.StorageFull;
        }
        catch
        {
            // The line broke.
            Settle(files, chunk, cut: chunk.Checksum is not null);
            throw;
        }
    }

    private async Task<Result<Digest>> CopyAsync(
        SafeFileHandle file,
        Upload upload,
        UploadChunk chunk,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        var floor = _staging.Floor();
        var guarded = 0L;
        var copied = await HashingCopy.CopyAsync(
            body,
            file,
            chunk.Offset,
            bytes =>
            {
                if (bytes > upload.Request.Length - chunk.Offset)
                {
                    return ResumableErrors.PastEnd;
                }

                var more = bytes - guarded;
                guarded = bytes;
                return floor.TryWrite(more) ? null : UploadErrors.StorageFull;
            },
            cancellationToken
        );
        return copied.TryGet(out var copy, out var error) ? copy.Digest : error;
    }

    private void Settle(UploadFiles files, UploadChunk chunk, bool cut)
    {
        if (cut)
        {
            files.Cut(chunk.Offset);
        }
        else
        {
            files.Keep();
        }

        files.Touch(_clock.GetUtcNow());
    }

    private void Finish(Caller caller, UploadFiles files, Upload upload, Digest? archive)
    {
        if (files.Offset() < upload.Request.Length)
        {
            return;
        }

        // The order first: without it the failure would stand although it was taken back.
        files.Write(PublishOrder.Of(caller, _clock.GetUtcNow(), archive));
        if (upload.Outcome is not null)
        {
            files.DropOutcome();
        }

        _queue.Add(upload.Owner, upload.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(1251, LogLevel.Error, "An upload waits because the disk is nearly full")]
        public static partial void Full(ILogger logger, Exception exception);
    }
}
