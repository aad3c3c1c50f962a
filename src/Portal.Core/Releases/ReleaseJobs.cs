using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol.Jobs;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>The job of a release, which has one of kind <c>assemble</c>.</summary>
/// <param name="Release">Its row, which says what is to be done.</param>
/// <param name="State">One of <see cref="JobStates"/>.</param>
/// <param name="Last">The attempt at work or the last one; null before the first.</param>
public sealed record ReleaseJob(Release Release, string State, JobAttempt? Last);

/// <summary>Reads the queue: state rows are the truth, attempts say what was done about them.</summary>
public sealed class ReleaseJobs(
    IDbContextFactory<PortalDb> factory,
    JobAttempts attempts,
    TimeProvider clock
)
{
    private static readonly string[] Unfinished =
    [
        ReleaseStates.Queued,
        ReleaseStates.Signing,
        ReleaseStates.Assembling,
    ];

    /// <summary>Last made first.</summary>
    /// <param name="state">One of <see cref="JobStates"/>; null: all.</param>
    public async Task<Page<ReleaseJob>> ListAsync(
        string? state,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = In(db, state);
        if (page.After is { } after && Guid.TryParse(after, out var last))
        {
            // Ids are made in the order of time, so the primary key is the order of the list.
            query = query.Where(r => r.Id.CompareTo(last) < 0);
        }

        var rows = await query
            .OrderByDescending(r => r.Id)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        var tried = await attempts.LastAsync([.. rows.Select(r => r.Id)], cancellationToken);
        return PageOf.Cut(
            [.. rows.Select(r => ToJob(r, tried.GetValueOrDefault(r.Id)))],
            page,
            job => job.Release.Id.ToString()
        );
    }

    /// <summary>How many there are in each state but the done ones, and since when the oldest that is due waits.</summary>
    public async Task<JobQueue> QueueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return new(
            await In(db, JobStates.Waiting).CountAsync(cancellationToken),
            await In(db, JobStates.Running).CountAsync(cancellationToken),
            await In(db, JobStates.Failed).CountAsync(cancellationToken),
            await In(db, JobStates.Waiting)
                .Where(r => r.NextAttemptAt <= now)
                .OrderBy(r => r.NextAttemptAt)
                .Select(r => (DateTimeOffset?)r.NextAttemptAt)
                .FirstOrDefaultAsync(cancellationToken)
        );
    }

    internal static ReleaseJob ToJob(Release release, JobAttempt? last) =>
        new(
            release,
            release.State == ReleaseStates.Failed ? JobStates.Failed
                : ReleaseStates.IsFinal(release.State) ? JobStates.Done
                : last?.Outcome == AttemptOutcomes.Running ? JobStates.Running
                : JobStates.Waiting,
            last
        );

    private static IQueryable<Release> In(PortalDb db, string? state)
    {
        var running = db.JobAttempts().Where(a => a.Outcome == AttemptOutcomes.Running);
        return state switch
        {
            JobStates.Waiting => db.Releases()
                .Where(r => Unfinished.Contains(r.State) && !running.Any(a => a.Subject == r.Id)),
            JobStates.Running => db.Releases()
                .Where(r => Unfinished.Contains(r.State) && running.Any(a => a.Subject == r.Id)),
            JobStates.Failed => db.Releases().Where(r => r.State == ReleaseStates.Failed),
            JobStates.Done => db.Releases()
                .Where(r => !Unfinished.Contains(r.State) && r.State != ReleaseStates.Failed),
            _ => db.Releases(),
        };
    }
}

/// <summary>The queue in numbers.</summary>
/// <param name="OldestDueAt">Null when nothing that is due waits.</param>
public sealed record JobQueue(int Waiting, int Running, int Failed, DateTimeOffset? OldestDueAt);
