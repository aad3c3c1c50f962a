using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Blobs;

namespace Portal.Uploads;

/// <summary>
/// Ends uploads that nobody goes on with, forgets those that ended long ago, and finds those that wait to be published.
/// </summary>
internal sealed partial class UploadSweep(
    UploadStore store,
    UploadLocks locks,
    UploadQueue queue,
    IOptions<UploadOptions> limits,
    TimeProvider clock,
    ILogger<UploadSweep> log
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (owner, id) in store.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await SweepAsync(owner, id, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next sweep tries again; the others are not kept from theirs.
                Log.Left(log, e, id);
            }
        }
    }

    private async Task SweepAsync(string owner, UploadId id, CancellationToken cancellationToken)
    {
        var files = store.FilesOf(owner, id);
        if (store.Read(owner, id) is not { Upload: var upload })
        {
            await RemoveUnfinishedAsync(files, cancellationToken);
            return;
        }

        if (upload.ExpiresAt > clock.GetUtcNow())
        {
            if (upload.IsPublishing)
            {
                queue.Add(owner, id);
            }

            return;
        }

        using var hold = await locks.TakeAsync(files, Taking.Try, cancellationToken);
        // Whoever held it may have gone on with it.
        if (hold is null || store.Read(owner, id)?.Upload.ExpiresAt > clock.GetUtcNow())
        {
            return;
        }

        if (files.IsGone)
        {
            files.Delete();
            return;
        }

        files.MarkGone(clock.GetUtcNow());
        Log.Expired(log, id, owner, upload.Outcome is not null);
    }

    /// <summary>A folder whose making was killed before it was an upload.</summary>
    private async Task RemoveUnfinishedAsync(UploadFiles files, CancellationToken cancellationToken)
    {
        var made = new DateTimeOffset(Directory.GetCreationTimeUtc(files.Folder), TimeSpan.Zero);
        if (made + limits.Value.Expiry > clock.GetUtcNow())
        {
            return;
        }

        using var hold = await locks.TakeAsync(files, Taking.Try, cancellationToken);
        if (hold is not null)
        {
            files.Delete();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1253,
            LogLevel.Information,
            "Upload {Id} of {Owner} expired; finished: {Finished}"
        )]
        public static partial void Expired(
            ILogger logger,
            UploadId id,
            string owner,
            bool finished
        );

        [LoggerMessage(1254, LogLevel.Warning, "Upload {Id} could not be swept")]
        public static partial void Left(ILogger logger, Exception exception, UploadId id);
    }
}
