using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Data;

namespace Portal.Backups;

/// <summary>
/// pg_dump in its custom format, of a snapshot that this process exports: what the rows need is asked in the very
/// transaction that the dump shows.
/// </summary>
internal sealed class PostgreSqlCopier(
    DatabaseTarget target,
    IDbContextFactory<PortalDb> databases,
    NeededBlobs needed,
    TimeProvider clock
) : IDatabaseCopier
{
    /// <summary>Relations of anybody but the server itself and its extensions.</summary>
    private const string Relations = """
        SELECT count(*)::int AS "Value" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
          AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        """;

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>pg_restore sees its input end when its parent dies, and rolls back at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly PostgreSqlTools _tools = new(target.ConnectionString);

    public DatabaseProvider Provider => DatabaseProvider.PostgreSql;

    public string Name
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(target.ConnectionString);
            return $"{connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}";
        }
    }

    public async Task<DatabaseCopy> CopyAsync(string scratch, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(scratch, BackupPath.PostgreSql);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(
                IsolationLevel.RepeatableRead,
                cancellationToken
            );
            var snapshot = await db
                .Database.SqlQuery<string>($"SELECT pg_export_snapshot() AS \"Value\"")
                .SingleAsync(cancellationToken);
            // What was scheduled where, Quartz finds again from our rows; a restored portal is another cluster.
            string[] arguments =
            [
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--no-password",
                "--exclude-table-data=*qrtz_*",
                $"--snapshot={snapshot}",
                $"--file={copy}",
            ];
            await _tools.RunAsync("pg_dump", arguments, input: null, cancellationToken);
            File.SetUnixFileMode(copy, PrivateFile.Mode);
            return new(
                copy,
                BackupPath.PostgreSql,
                await NeededBlobs.MigrationsAsync(db, cancellationToken),
                await needed.FindAsync(db, cancellationToken)
            );
        }
        catch (NpgsqlException e)
        {
            throw Unusable(e);
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return await db.Database.SqlQueryRaw<int>(Relations).SingleAsync(cancellationToken)
                == 0;
        }
        catch (NpgsqlException e)
        {
            throw Unusable(e);
        }
    }

    public async Task RestoreAsync(
        Stream copy,
        BackupManifest manifest,
        bool goesOn,
        CancellationToken cancellationToken
    )
    {
        if (goesOn)
        {
            await AwaitOrphanAsync(cancellationToken);
            if (!await IsEmptyAsync(cancellationToken))
            {
                // One transaction: what is there is all of it.
                await RequireWholeAsync(manifest, cancellationToken);
                return;
            }
        }

        string[] arguments =
        [
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--no-password",
            $"--dbname={Database}",
        ];
        await _tools.RunAsync("pg_restore", arguments, copy, cancellationToken);
    }

    private string Database
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(target.ConnectionString);
            return connection.Database ?? connection.Username ?? "";
        }
    }

    /// <summary>A killed restore may leave a pg_restore that is about to see it.</summary>
    private async Task AwaitOrphanAsync(CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        while (
            await db
                .Database.SqlQuery<int>(
                    $"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND application_name = {PostgreSqlTools.RestoreName}"
                )
                .SingleAsync(cancellationToken) > 0
        )
        {
            if (clock.GetElapsedTime(start) > Patience)
            {
                throw new BackupException(
                    $"Another pg_restore is at work on {Name}. End it, then run this restore again."
                );
            }

            await Task.Delay(AskEvery, clock, cancellationToken);
        }
    }

    private async Task RequireWholeAsync(
        BackupManifest manifest,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var applied = await NeededBlobs.MigrationsAsync(db, cancellationToken);
        if (!applied.SequenceEqual(manifest.Migrations, StringComparer.Ordinal))
        {
            throw new BackupException(
                $"The database {Name} holds something else than this backup. Drop it, make it anew, and run this restore again."
            );
        }
    }

    private BackupException Unusable(NpgsqlException e) =>
        new(
            $"The database {Name} cannot be used: {e.Message.ReplaceLineEndings(" ")} See ConnectionStrings__Portal.",
            e
        );
}
