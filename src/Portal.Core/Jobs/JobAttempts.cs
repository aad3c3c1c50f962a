using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;

namespace Portal.Jobs;

/// <summary>Keeps and reads the attempts of jobs.</summary>
public sealed class JobAttempts(
    IDbContextFactory<PortalDb> factory,
    IOptions<JobOptions> options,
    TimeProvider clock
)
{
    /// <summary>
    /// An attempt begins now. Whatever attempt of the same subject still counts as running was killed: nobody else would
    /// have begun this one.
    /// </summary>
    /// <param name="dueAt">Since when the work was due.</param>
    /// <returns>The attempt's id, which the caller ends it by.</returns>
    public async Task<Guid> BeginAsync(
        string kind,
        Guid subject,
        DateTimeOffset dueAt,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Set<JobAttempt>()
            .Where(a => a.Subject == subject && a.Outcome == AttemptOutcomes.Running)
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(a => a.Outcome, AttemptOutcomes.Interrupted)
                        .SetProperty(a => a.EndedAt, now),
                cancellationToken
            );
        var last = await db.JobAttempts()
            .Where(a => a.Subject == subject)
            .MaxAsync(a => (int?)a.Number, cancellationToken);
        var attempt = JobAttempt.Begin(
            kind,
            subject,
            (last ?? 0) + 1,
            options.Value.Node,
            Activity.Current?.TraceId.ToString(),
            dueAt,
            now
        );
        db.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);
        return attempt.Id;
    }

    /// <summary>The attempt goes over to a step.</summary>
    public Task EnterAsync(Guid attempt, string step, CancellationToken cancellationToken) =>
        ChangeAsync(attempt, a => a.Enter(step, clock.GetUtcNow()), cancellationToken);

    /// <summary>The attempt is over.</summary>
    /// <param name="outcome">One of <see cref="AttemptOutcomes"/>.</param>
    /// <param name="failure">Given exactly when it failed.</param>
    public Task EndAsync(
        Guid attempt,
        string outcome,
        JobFailure? failure,
        CancellationToken cancellationToken
    ) => ChangeAsync(attempt, a => a.End(outcome, failure, clock.GetUtcNow()), cancellationToken);

    /// <summary>Those of one subject, last begun first.</summary>
    /// <param name="take">How many at most.</param>
    public async Task<IReadOnlyList<JobAttempt>> ListAsync(
        Guid subject,
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.JobAttempts()
            .Where(a => a.Subject == subject)
            .OrderByDescending(a => a.Number)
            .ThenByDescending(a => a.StartedAt)
            .Take(take)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The last attempt of each of some subjects; those without one are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, JobAttempt>> LastAsync(
        IReadOnlyCollection<Guid> subjects,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await db.JobAttempts()
            .Where(a =>
                subjects.Contains(a.Subject)
                && !db.Set<JobAttempt>().Any(b => b.Subject == a.Subject && b.Number > a.Number)
            )
            .ToListAsync(cancellationToken);
        return rows.GroupBy(a => a.Subject)
            .ToDictionary(g => g.Key, g => g.MaxBy(a => a.StartedAt)!);
    }

    private async Task ChangeAsync(
        Guid id,
        Action<JobAttempt> change,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await db.Set<JobAttempt>().FindAsync([id], cancellationToken) is { } attempt)
        {
            change(attempt);
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
