using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Health;

/// <summary>Work that is due and not done, and the tables of the scheduler.</summary>
internal sealed class JobsCheckup(
    IDbContextFactory<PortalDb> databases,
    DatabaseTarget target,
    TimeProvider clock
) : ICheckup
{
    /// <summary>An image of many GiB is signed and hashed in minutes; work that is due longer has no worker.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromHours(1);

    private static readonly string[] QuartzTables =
    [
        "qrtz_job_details",
        "qrtz_triggers",
        "qrtz_simple_triggers",
        "qrtz_cron_triggers",
        "qrtz_fired_triggers",
        "qrtz_scheduler_state",
        "qrtz_locks",
    ];

    public string Name => "jobs";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        string[] final = [ReleaseStates.Ready, ReleaseStates.Withdrawn, ReleaseStates.Removed];
        var limit = clock.GetUtcNow() - TooLong;
        var open = await db.Releases()
            .Where(r => !final.Contains(r.State))
            .OrderBy(r => r.NextAttemptAt)
            .ToListAsync(cancellationToken);
        var findings = new List<HealthFinding>();
        foreach (var release in open)
        {
            var name = $"{release.Product} {release.Version}";
            if (release.State == ReleaseStates.Failed)
            {
                findings.Add(
                    HealthFinding.Warning(
                        $"{Name}.failed",
                        $"Release {name} failed: {release.Error}",
                        $"Mend the cause, then: gtp release rerun {release.Product} {release.Version}"
                    )
                );
            }
            else if (release.NextAttemptAt < limit)
            {
                findings.Add(
                    HealthFinding.Error(
                        $"{Name}.stuck",
                        $"Release {name} is {release.State} and due since {release.NextAttemptAt:yyyy-MM-dd HH:mm} UTC.",
                        "Start a portal with Jobs__Enabled=true; if one runs, its log says why it does not take it."
                    )
                );
            }
        }

        if (findings.Count == 0)
        {
            findings.Add(HealthFinding.Ok(Name, "No work waits too long, and none has failed."));
        }

        if (target.Provider == DatabaseProvider.PostgreSql)
        {
            findings.Add(await QuartzAsync(db, cancellationToken));
        }

        return findings;
    }

    private async Task<HealthFinding> QuartzAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var there = await db
            .Database.SqlQuery<string>(
                $"SELECT lower(table_name) AS \"Value\" FROM information_schema.tables WHERE lower(table_name) LIKE 'qrtz%'"
            )
            .ToListAsync(cancellationToken);
        var missing = QuartzTables.Except(there, StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? HealthFinding.Ok($"{Name}.scheduler", "The tables of the scheduler are there.")
            : HealthFinding.Error(
                $"{Name}.scheduler",
                $"Tables of the scheduler are missing: {string.Join(", ", missing)}.",
                "Start the portal, with Jobs__Enabled=true: it makes them."
            );
    }
}
