using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Jobs;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>
/// The job that publishes the update repository: when a channel, or an advisory of what it handed out, says something else
/// than was published, when somebody handed in signatures or asked for other keys, and long before a signature expires. Nodes
/// that hold no keys leave it.
/// </summary>
internal sealed partial class UpdatePublication(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    KnownFixes fixes,
    UpdateTree tree,
    UpdateLock one,
    UpdateReconciliation reconciliation,
    JobAttempts attempts,
    JobMetrics jobs,
    IOptions<UpdateOptions> options,
    IOptions<JobOptions> jobOptions,
    TimeProvider clock,
    ILogger<UpdatePublication> log
) : IWorkSource
{
    /// <summary>A halt reaches hosts within a minute, also where the attempt before it failed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>While nothing is published that says when it is to be signed again.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);

    public const string WorkKind = "publish-updates";

    public string Kind => WorkKind;

    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Sign || !tree.CanSign())
        {
            return [];
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var state = await db.UpdateStates().SingleOrDefaultAsync(cancellationToken);
        return await IsDueAsync(db, state, cancellationToken) ? [UpdateState.TheId] : [];
    }

    public async Task<WorkQueue> QueueAsync(CancellationToken cancellationToken)
    {
        var due = (await DueAsync(cancellationToken)).Count;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var next = await db.UpdateStates()
            .Select(s => (DateTimeOffset?)s.NextAt)
            .SingleOrDefaultAsync(cancellationToken);
        return new(due, due > 0 && next <= clock.GetUtcNow() ? next : null);
    }

    public async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!options.Value.Sign)
        {
            return;
        }

        await using var hold = await one.TakeAsync(cancellationToken);
        tree.Forget();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var state = await db.Set<UpdateState>().SingleOrDefaultAsync(cancellationToken);
        if (!tree.CanSign() || !await IsDueAsync(db, state, cancellationToken))
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (state is null)
        {
            db.Add(state = UpdateState.Begin(now));
            await db.SaveChangesAsync(cancellationToken);
        }

        var attempt = await attempts.BeginAsync(
            Kind,
            id,
            state.NextAt < now ? state.NextAt : now,
            cancellationToken
        );
        try
        {
            await PublishAsync(db, state, cancellationToken);
            await EndAsync(attempt, AttemptOutcomes.Succeeded, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(attempt, AttemptOutcomes.Interrupted, null);
            throw;
        }
        catch (Exception e)
        {
            await FailAsync(attempt, e, cancellationToken);
        }
    }

    private async Task<bool> IsDueAsync(
        PortalDb db,
        UpdateState? state,
        CancellationToken cancellationToken
    ) =>
        state is null
        || state.NextAt <= clock.GetUtcNow()
        || (
            state.Failures == 0
            && (
                await db.KeyOrders().AnyAsync(o => o.PlannedAt == null, cancellationToken)
                || state.Seen != WantedChannel.Fingerprint(await WantedAsync(cancellationToken))
            )
        );

    private async Task<List<WantedChannel>> WantedAsync(CancellationToken cancellationToken)
    {
        var views = await board.AllAsync(cancellationToken);
        var known = await fixes.FindAsync(views, cancellationToken);
        return [.. views.Select(view => WantedChannel.Of(view, known[view.Channel.Id]))];
    }

    private async Task PublishAsync(
        PortalDb db,
        UpdateState state,
        CancellationToken cancellationToken
    )
    {
        // Another node may have changed a channel a moment ago.
        await board.RefreshAsync(cancellationToken);
        var wanted = await WantedAsync(cancellationToken);
        var before = TimestampVersion();
        var changes = await reconciliation.RunAsync(wanted, cancellationToken);
        await board.RefreshAsync(cancellationToken);

        var roles = tree.LookAgain();
        var timestamp = roles.FirstOrDefault(r => r.Role == RoleName.Timestamp);
        var now = clock.GetUtcNow();
        state.Succeed(
            WantedChannel.Fingerprint(wanted),
            tree.Held.Ids,
            timestamp?.Version != before ? now : null,
            timestamp?.SignedAt + UpdateRoles.TermsOf(RoleName.Timestamp).RenewAfter
                ?? now + AskAgain
        );
        if (changes.Count > 0)
        {
            db.Audit(Caller.System, "update.publish", "tuf", string.Join(", ", changes));
            Log.Published(log, string.Join(", ", changes));
        }

        await db.SaveChangesAsync(cancellationToken);

        long? TimestampVersion() =>
            tree.Look().FirstOrDefault(r => r.Role == RoleName.Timestamp)?.Version;
    }

    private Task EndAsync(Guid attempt, string outcome, JobFailure? failure) =>
        attempts.EndAsync(attempt, outcome, failure, CancellationToken.None);

    private async Task FailAsync(
        Guid attempt,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var told = exception switch
        {
            TufException e => e.Message,
            KeyFolderException =>
                "The keys of this portal could not sign. Whoever runs it sees why in its log.",
            _ => $"Unexpected ({exception.GetType().Name}); the portal's log has the cause.",
        };
        await EndAsync(
            attempt,
            AttemptOutcomes.Failed,
            new(
                UpdateErrors.PublishingFailed.Code,
                told,
                $"{exception.GetType().Name}: {exception.Message}"
            )
        );
        // A context of its own: that of the attempt may hold what could not be saved.
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var state = await db.Set<UpdateState>().SingleAsync(cancellationToken);
        var wait = jobOptions.Value.RetryDelay * Math.Pow(2, Math.Min(state.Failures, 10));
        state.Fail(told, clock.GetUtcNow() + (wait < LongestWait ? wait : LongestWait));
        await db.SaveChangesAsync(cancellationToken);
        jobs.CountFailure(Kind, givenUp: false);
        Log.Failed(log, state.Failures, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(1701, LogLevel.Information, "The update repository has {Changes}")]
        public static partial void Published(ILogger logger, string changes);

        [LoggerMessage(
            1702,
            LogLevel.Error,
            "The update repository could not be published, {Failures} times now; it is tried again"
        )]
        public static partial void Failed(ILogger logger, int failures, Exception exception);
    }
}
