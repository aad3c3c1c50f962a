using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;
using Portal.Images;
using Portal.Jobs;
using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Signing;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Channels;

/// <summary>
/// Signs the <c>RELEASE</c> of channels: after each change, when the release that it names was withdrawn, and long before it
/// expires. Text and signature are written in one save of the channel's row, on the condition that the pointer is still the
/// one that was signed: killed anywhere, what was served is served on, and the row still says that there is something to do.
/// </summary>
internal sealed partial class ChannelSigning(
    IDbContextFactory<PortalDb> factory,
    ReleaseSigner signer,
    ChannelBoard board,
    JobAttempts attempts,
    JobMetrics jobs,
    WorkNudge nudge,
    IOptions<ChannelOptions> options,
    IOptions<JobOptions> jobOptions,
    TimeProvider clock,
    ILogger<ChannelSigning> log
) : IWorkSource
{
    /// <summary>However often it fails, it is tried again at least so often: an expired file stops every client.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public const string WorkKind = "sign-channel";

    public string Kind => WorkKind;

    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await Due(db, clock.GetUtcNow())
            .OrderBy(c => c.SignedPointer.NextAt)
            .Select(c => c.Id)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    public async Task<WorkQueue> QueueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var due = Due(db, now);
        var oldest = await due.Where(c => c.SignedPointer.NextAt <= now)
            .OrderBy(c => c.SignedPointer.NextAt)
            .Select(c => c.SignedPointer.NextAt)
            .FirstOrDefaultAsync(cancellationToken);
        return new(await due.CountAsync(cancellationToken), oldest);
    }

    public async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (!await Due(db, now).AnyAsync(c => c.Id == id, cancellationToken))
        {
            return;
        }

        var channel = await db.Set<Channel>().SingleAsync(c => c.Id == id, cancellationToken);
        var name = $"{channel.Product}/{channel.Name}";
        var attempt = await attempts.BeginAsync(
            Kind,
            id,
            channel.SignedPointer.NextAt is { } next && next < now ? next : now,
            cancellationToken
        );
        try
        {
            await SignAsync(db, channel, name, cancellationToken);
            await attempts.EndAsync(
                attempt,
                AttemptOutcomes.Succeeded,
                failure: null,
                cancellationToken
            );
            await board.RefreshAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The pointer moved meanwhile. What was signed here is not published; the row asks for the new one already.
            await InterruptAsync(attempt);
            nudge.Nudge();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await InterruptAsync(attempt);
            throw;
        }
        catch (Exception e)
        {
            await FailAsync(id, name, attempt, e, cancellationToken);
        }
    }

    /// <summary>Whose time has come, and whose release is no longer what the file says of it.</summary>
    private static IQueryable<Channel> Due(PortalDb db, DateTimeOffset now) =>
        db.Channels()
            .Where(c =>
                c.State != ChannelStates.Retired
                && (
                    c.SignedPointer.NextAt <= now
                    || (
                        c.SignedPointer.Failures == 0
                        && db.Releases()
                            .Any(r =>
                                r.Id == c.SignedPointer.ReleaseId
                                && r.State != c.SignedPointer.Status
                            )
                    )
                )
            );

    private async Task SignAsync(
        PortalDb db,
        Channel channel,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (channel.HandsOut() is not { } id)
        {
            channel.SignedPointer.Clear();
            db.Audit(Caller.System, "channel.sign", name, "nothing is let out to all");
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var release = await db.Releases().SingleAsync(r => r.Id == id, cancellationToken);
        var image = await db.Images().SingleAsync(i => i.ReleaseId == id, cancellationToken);
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var file = new PointerFile(
            channel.Product,
            channel.Name,
            release.Version,
            release.State,
            image.Sha256!.Value,
            image.Length,
            now,
            now + options.Value.Validity,
            channel.Revision
        );
        var bytes = file.ToBytes();
        var signature = await signer.SignPointerAsync(bytes, cancellationToken);
        channel.SignedPointer.Publish(
            file,
            id,
            Encoding.ASCII.GetString(signature),
            Encoding.UTF8.GetString(bytes),
            now + options.Value.Validity / 2
        );
        db.Audit(
            Caller.System,
            "channel.sign",
            name,
            $"{release.Version} ({release.State}) until {file.ValidUntil:yyyy-MM-dd'T'HH:mm:ss'Z'}"
        );
        await db.SaveChangesAsync(cancellationToken);
        Log.Signed(log, name, release.Version, file.ValidUntil);
    }

    private Task InterruptAsync(Guid attempt) =>
        attempts.EndAsync(
            attempt,
            AttemptOutcomes.Interrupted,
            failure: null,
            CancellationToken.None
        );

    private async Task FailAsync(
        Guid id,
        string name,
        Guid attempt,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var told = exception is GpgException or KeyFolderException
            ? "The keys of this portal could not sign. Whoever runs it sees why in its log."
            : $"Unexpected ({exception.GetType().Name}); the portal's log has the cause.";
        await attempts.EndAsync(
            attempt,
            AttemptOutcomes.Failed,
            new(
                ChannelErrors.SigningFailed.Code,
                told,
                $"{exception.GetType().Name}: {exception.Message}"
            ),
            cancellationToken
        );
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var failures = await db.Channels()
            .Where(c => c.Id == id)
            .Select(c => c.SignedPointer.Failures)
            .SingleAsync(cancellationToken);
        var wait = jobOptions.Value.RetryDelay * Math.Pow(2, Math.Min(failures, 10));
        var next = clock.GetUtcNow() + (wait < LongestWait ? wait : LongestWait);
        await db.Set<Channel>()
            .Where(c => c.Id == id)
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(c => c.SignedPointer.Failures, failures + 1)
                        .SetProperty(c => c.SignedPointer.Error, told)
                        .SetProperty(c => c.SignedPointer.NextAt, next),
                cancellationToken
            );
        jobs.CountFailure(Kind, givenUp: false);
        Log.Failed(log, name, failures + 1, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1602,
            LogLevel.Information,
            "RELEASE of {Channel} names {Version} until {Until}"
        )]
        public static partial void Signed(
            ILogger logger,
            string channel,
            string version,
            DateTimeOffset until
        );

        [LoggerMessage(
            1603,
            LogLevel.Error,
            "RELEASE of {Channel} could not be signed, {Failures} times now; it is tried again"
        )]
        public static partial void Failed(
            ILogger logger,
            string channel,
            int failures,
            Exception exception
        );
    }
}
