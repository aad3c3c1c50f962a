using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Portal.Data;

/// <summary>Brings the database to this program's schema, once, before anything else uses it.</summary>
public sealed partial class DatabasePreparation(
    IDbContextFactory<PortalDb> factory,
    DatabaseTarget target,
    IEnumerable<IRowUpgrade> upgrades,
    ILogger<DatabasePreparation> log
)
{
    /// <summary>Applies pending migrations, taking no lock when there are none; then what <see cref="IRowUpgrade"/>s have to do.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await MigrateAsync(db, cancellationToken);
        foreach (var upgrade in upgrades)
        {
            await upgrade.RunAsync(db, cancellationToken);
        }
    }

    private async Task MigrateAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
        {
            return;
        }

        if (target.Provider == DatabaseProvider.Sqlite)
        {
            await DropStaleLockAsync(db, cancellationToken);
        }

        Log.Migrating(log, pending.Count, pending[^1]);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>
    /// A process killed in a migration leaves its row in EF's lock table, and the next Migrate would wait for ever. We hold
    /// portal.lock, so nobody else migrates this file: the row is stale. (PostgreSQL's lock ends with its session.)
    /// </summary>
    private static async Task DropStaleLockAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var tables = await db
            .Database.SqlQuery<int>(
                $"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'"
            )
            .SingleAsync(cancellationToken);
        if (tables > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"DELETE FROM \"__EFMigrationsLock\"",
                cancellationToken
            );
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1001,
            LogLevel.Information,
            "Applying {Count} database migrations up to {Last}"
        )]
        public static partial void Migrating(ILogger logger, int count, string last);
    }
}
