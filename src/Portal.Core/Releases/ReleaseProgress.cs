using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>
/// How the job at work tells how far it is. Counters go past the change tracker: each is one statement that changes
/// nothing once the release is final, so a late report of a node that was taken for dead does no harm.
/// </summary>
public sealed class ReleaseProgress(
    IDbContextFactory<PortalDb> factory,
    ReleaseSignal signal,
    JobAttempts attempts,
    IOptions<JobOptions> options,
    TimeProvider clock
)
{
    /// <summary>The kind of job that makes a release's image.</summary>
    public const string Kind = "assemble";

    /// <summary>States in which a job has something to do.</summary>
    private static readonly string[] Unfinished =
    [
        ReleaseStates.Queued,
        ReleaseStates.Signing,
        ReleaseStates.Assembling,
    ];

    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases()
            .Where(r => Unfinished.Contains(r.State) && r.NextAttemptAt <= now)
            .OrderBy(r => r.NextAttemptAt)
            .Select(r => r.Id)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many releases wait or are at work, and since when the oldest is due.</summary>
    public async Task<WorkQueue> QueueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var due = db.Releases().Where(r => Unfinished.Contains(r.State) && r.NextAttemptAt <= now);
        var oldest = await due.OrderBy(r => r.NextAttemptAt)
            .Select(r => (DateTimeOffset?)r.NextAttemptAt)
            .FirstOrDefaultAsync(cancellationToken);
        return new(await due.CountAsync(cancellationToken), oldest);
    }

    /// <summary>Counts and keeps an attempt. Null: there is nothing left to do.</summary>
    public async Task<ReleaseAttempt?> BeginAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var begun = await db.Set<Release>()
            .Where(r => r.Id == id && Unfinished.Contains(r.State))
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(r => r.Attempts, r => r.Attempts + 1)
                        .SetProperty(r => r.Revision, r => r.Revision + 1),
                cancellationToken
            );
        if (begun == 0)
        {
            return null;
        }

        var release = await db.Releases().SingleAsync(r => r.Id == id, cancellationToken);
        var attempt = await attempts.BeginAsync(Kind, id, release.NextAttemptAt, cancellationToken);
        return new(release, attempt);
    }

    /// <summary>The job goes over to a step; its state is the step's name.</summary>
    public async Task EnterAsync(
        ReleaseAttempt attempt,
        string step,
        long total,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(attempt);
        await attempts.EnterAsync(attempt.Id, step, cancellationToken);
        await UpdateAsync(attempt.Release.Id, step, 0, total, cancellationToken);
    }

    /// <summary>How much of the step is done. The caller paces itself.</summary>
    public Task ReportAsync(
        Guid id,
        string step,
        long done,
        long total,
        CancellationToken cancellationToken
    ) => UpdateAsync(id, step, done, total, cancellationToken);

    /// <summary>
    /// An attempt failed: it is tried again after a growing wait, or given up when it cannot succeed or has failed too
    /// often.
    /// </summary>
    /// <returns>True when the release is given up.</returns>
    public async Task<bool> FailAsync(
        ReleaseAttempt attempt,
        JobFailure failure,
        bool isPermanent,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(failure);
        var (id, error) = (attempt.Release.Id, failure.Error);
        await attempts.EndAsync(attempt.Id, AttemptOutcomes.Failed, failure, cancellationToken);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var release = await db.Releases().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (release is null || ReleaseStates.IsFinal(release.State))
        {
            return false;
        }

        var failures = release.Failures + 1;
        var next =
            clock.GetUtcNow() + options.Value.RetryDelay * Math.Pow(2, Math.Min(failures - 1, 10));
        await db.Set<Release>()
            .Where(r => r.Id == id && Unfinished.Contains(r.State))
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(r => r.Failures, failures)
                        .SetProperty(r => r.Error, error)
                        .SetProperty(r => r.NextAttemptAt, next)
                        .SetProperty(r => r.Revision, r => r.Revision + 1),
                cancellationToken
            );
        var givenUp = isPermanent || failures >= options.Value.MaxFailures;
        if (givenUp)
        {
            await GiveUpAsync(db, id, error, cancellationToken);
        }

        signal.Changed(id);
        return givenUp;
    }

    /// <summary>The process stops in the middle of an attempt; the work goes on at the next start.</summary>
    public Task InterruptAsync(ReleaseAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return attempts.EndAsync(
            attempt.Id,
            AttemptOutcomes.Interrupted,
            failure: null,
            CancellationToken.None
        );
    }

    /// <summary>Ends the attempt and wakes the watchers, after the caller has saved the release itself.</summary>
    public async Task SucceedAsync(ReleaseAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        await attempts.EndAsync(
            attempt.Id,
            AttemptOutcomes.Succeeded,
            failure: null,
            cancellationToken
        );
        signal.Changed(attempt.Release.Id);
    }

    private static async Task GiveUpAsync(
        PortalDb db,
        Guid id,
        string error,
        CancellationToken cancellationToken
    )
    {
        var release = await db.Set<Release>().SingleAsync(r => r.Id == id, cancellationToken);
        if (ReleaseStates.IsFinal(release.State))
        {
            return;
        }

        release.MarkFailed(error);
        db.Audit(Caller.System, "release.fail", $"{release.Product}/{release.Version}", error);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task UpdateAsync(
        Guid id,
        string step,
        long done,
        long total,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Set<Release>()
            .Where(r => r.Id == id && Unfinished.Contains(r.State))
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(r => r.State, step)
                        .SetProperty(r => r.Step, step)
                        .SetProperty(r => r.StepDone, done)
                        .SetProperty(r => r.StepTotal, total)
                        .SetProperty(r => r.Revision, r => r.Revision + 1),
                cancellationToken
            );
        signal.Changed(id);
    }
}

/// <summary>A release at work.</summary>
/// <param name="Release">As it was when the attempt began.</param>
/// <param name="Id">Of the <see cref="JobAttempt"/>.</param>
public sealed record ReleaseAttempt(Release Release, Guid Id);
