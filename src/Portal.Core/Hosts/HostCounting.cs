using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;

namespace Portal.Hosts;

/// <summary>
/// Writes down what hosts hold today, in place of what was written today before, and forgets what is too old. Several nodes
/// may do it at once: what the last of them counted stays.
/// </summary>
public sealed class HostCounting(
    IDbContextFactory<PortalDb> factory,
    IOptions<HostOptions> options,
    TimeProvider clock
)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CountAsync(cancellationToken);
        await SweepAsync(cancellationToken);
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now - HostOptions.SilentAfter;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var counts = await db.EnrolledHosts()
            .Where(h => h.ReportedAt != null && h.HeardAt > since)
            .GroupBy(h => new
            {
                h.Product,
                h.Channel,
                h.Holds,
            })
            .Select(g => new
            {
                g.Key.Product,
                g.Key.Channel,
                g.Key.Holds,
                Hosts = g.Count(),
            })
            .ToListAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<HostCount>().Where(c => c.Day == today).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(
            counts.Select(c => new HostCount
            {
                Product = c.Product,
                Day = today,
                Channel = c.Channel!,
                Version = c.Holds!,
                Hosts = c.Hosts,
            })
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // Another node has just counted the same day.
            await transaction.RollbackAsync(cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var silent = now - options.Value.ForgottenAfter;
        var old = DateOnly.FromDateTime((now - options.Value.CountsKept).UtcDateTime);
        var ended = now - AccessSweep.KeptFor;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Set<EnrolledHost>()
            .Where(h => h.HeardAt < silent)
            .ExecuteDeleteAsync(cancellationToken);
        await db.Set<HostCount>().Where(c => c.Day < old).ExecuteDeleteAsync(cancellationToken);
        await db.Set<FleetToken>()
            .Where(t => t.ExpiresAt < ended)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
