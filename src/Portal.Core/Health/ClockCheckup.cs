using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;

namespace Portal.Health;

/// <summary>Whether the clock can be believed: signatures, tokens and the order of the log hang on it.</summary>
internal sealed class ClockCheckup(
    IDbContextFactory<PortalDb> databases,
    DatabaseTarget target,
    TimeProvider clock
) : ICheckup
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private const string Advice =
        "Set the clock, and keep it by NTP: timedatectl set-ntp true. Signatures made ahead of time are refused by verifiers.";

    public string Name => "clock";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var findings = new List<HealthFinding>();
        var last = await db.AuditEntries()
            .OrderByDescending(e => e.Sequence)
            .Select(e => (DateTimeOffset?)e.At)
            .FirstOrDefaultAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (last > now + Tolerance)
        {
            findings.Add(
                HealthFinding.Error(
                    Name,
                    $"It is {now:yyyy-MM-dd HH:mm:ss} UTC by this machine, and the last entry of the audit log is of {last:yyyy-MM-dd HH:mm:ss}: the clock went back.",
                    Advice
                )
            );
        }

        if (target.Provider == DatabaseProvider.PostgreSql)
        {
            var server = await db
                .Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"")
                .SingleAsync(cancellationToken);
            var ahead = new DateTimeOffset(server, TimeSpan.Zero) - clock.GetUtcNow();
            if (ahead.Duration() > Tolerance)
            {
                findings.Add(
                    HealthFinding.Error(
                        Name,
                        $"The clocks of this machine and of PostgreSQL differ by {ahead.Duration():hh\\:mm\\:ss}.",
                        Advice
                    )
                );
            }
        }

        return findings.Count > 0
            ? findings
            : [HealthFinding.Ok(Name, $"It is {now:yyyy-MM-dd HH:mm:ss} UTC.")];
    }
}
