using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Access;
using Portal.Components;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Uploads;

/// <summary>
/// Publishes uploads whose last byte is there, each once: the outcome is written under the upload's lock, and whoever finds
/// an order without an outcome, because a process died between the two, goes on with it.
/// </summary>
internal sealed partial class UploadPublishing(
    UploadStore store,
    UploadLocks locks,
    ComponentPublishing publishing,
    IDbContextFactory<PortalDb> databases,
    TimeProvider clock,
    ILogger<UploadPublishing> log
)
{
    /// <summary>Does nothing where there is nothing to do, or another is at it.</summary>
    public async Task RunAsync(string owner, UploadId id, CancellationToken cancellationToken)
    {
        if (store.Read(owner, id) is not { } found)
        {
            return;
        }

        using var hold = await locks.TakeAsync(found.Files, Taking.Wait, cancellationToken);
        if (
            hold is null
            || found.Files.IsGone
            || found.Files.HasOutcome
            || found.Files.ReadOrder() is not { } order
        )
        {
            return;
        }

        order = order with { Attempts = order.Attempts + 1 };
        found.Files.Write(order);
        found.Files.Write(await OutcomeAsync(found.Files, found.Upload, order, cancellationToken));
    }

    /// <param name="isOurs">True when this upload made the version.</param>
    public static UploadOutcome Success(Published published, DateTimeOffset at, bool isOurs) =>
        new(
            isOurs ? UploadEnd.Created : UploadEnd.Existing,
            at,
            published.Version.Component,
            published.Version.Version
        );

    private async Task<UploadOutcome> OutcomeAsync(
        UploadFiles files,
        Upload upload,
        PublishOrder order,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var archive = new FileStream(
                files.Archive,
                FileMode.Open,
                FileAccess.Read,
                UploadFiles.Sharing,
                bufferSize: 0
            );
            var result = await publishing.PublishArrivedAsync(
                await CallerAsync(order, cancellationToken),
                upload.Request.ToComponentUpload(),
                archive,
                order.Archive,
                cancellationToken
            );
            var now = clock.GetUtcNow();
            return result.TryGet(out var published, out var error)
                ? Success(published, now, published.IsNew || IsOfEarlierAttempt(published, order))
                : UploadOutcome.Of(error, now);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(log, e, upload.Id);
            return UploadOutcome.Of(Unexpected, clock.GetUtcNow());
        }
    }

    /// <summary>An attempt that died after its rows were committed has made what this one finds.</summary>
    private static bool IsOfEarlierAttempt(Published published, PublishOrder order) =>
        order.Attempts > 1
        && published.Version.UploadedBy == order.By
        && published.Version.UploadedAt >= order.At;

    /// <summary>Who sent the last byte, with what is left of the rights that counted then.</summary>
    private async Task<Caller> CallerAsync(PublishOrder order, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var principal = await db.Principals()
            .SingleOrDefaultAsync(p => p.Name == order.By, cancellationToken);
        var held = principal?.Grants ?? [];
        return new Caller(
            order.By,
            order.Kind,
            held.Any(g => g.Role == Roles.Administrator)
                ? order.Grants
                : [.. order.Grants.Intersect(held)]
        );
    }

    private static readonly Error Unexpected = new(
        "upload.failed",
        ErrorKind.Internal,
        "The portal failed to publish what arrived; its log has the cause. The bytes are kept: it can be asked to try again"
    );

    private static partial class Log
    {
        [LoggerMessage(1252, LogLevel.Error, "Upload {Id} could not be published")]
        public static partial void Failed(ILogger logger, Exception exception, UploadId id);
    }
}
