using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Health;

/// <summary>Reachable, sound, and of this program's schema.</summary>
internal sealed class DatabaseCheckup(IDbContextFactory<PortalDb> databases, DatabaseTarget target)
    : ICheckup
{
    private const string Settings = "See ConnectionStrings__Portal.";

    public const string TheName = "database";

    public string Name => TheName;

    public bool NeedsDatabase => false;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        // SQLite would make the file that is missing.
        if (target.Provider == DatabaseProvider.Sqlite && MissingFile() is { } missing)
        {
            return
            [
                HealthFinding.Error(
                    Name,
                    $"There is no database {missing}.",
                    "Start the portal once, restore a backup, or set PORTAL_DATA or ConnectionStrings__Portal to what is there."
                ),
            ];
        }

        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return [.. await LookAsync(db, deep, cancellationToken)];
        }
        catch (Exception e) when (e is DbException || e.InnerException is DbException)
        {
            var told = e as DbException ?? e.InnerException!;
            return
            [
                HealthFinding.Error(
                    Name,
                    $"The database cannot be used: {told.Message.ReplaceLineEndings(" ")}",
                    target.Provider == DatabaseProvider.Sqlite
                        ? "Restore the newest backup, if the file is damaged."
                        : $"Start its server, or mend the connection. {Settings}"
                ),
            ];
        }
    }

    private async Task<List<HealthFinding>> LookAsync(
        PortalDb db,
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<HealthFinding>();
        if (target.Provider == DatabaseProvider.Sqlite)
        {
            var said = await db
                .Database.SqlQueryRaw<string>(
                    deep
                        ? "SELECT integrity_check AS Value FROM pragma_integrity_check"
                        : "SELECT quick_check AS Value FROM pragma_quick_check"
                )
                .FirstAsync(cancellationToken);
            if (said != "ok")
            {
                findings.Add(
                    HealthFinding.Error(
                        $"{Name}.damaged",
                        $"The database file is damaged: {said.ReplaceLineEndings(" ")}",
                        "Stop the portal and restore the newest backup."
                    )
                );
                return findings;
            }
        }

        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var pending = known.Except(applied, StringComparer.Ordinal).ToList();
        var unknown = applied.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            findings.Add(
                HealthFinding.Error(
                    $"{Name}.newer",
                    $"The database was used by a newer portal: it has the migration {unknown[^1]}.",
                    "Run that version or a newer one."
                )
            );
        }
        else if (pending.Count > 0)
        {
            findings.Add(
                HealthFinding.Error(
                    $"{Name}.migrations",
                    $"{pending.Count} migrations are pending, up to {pending[^1]}.",
                    "Start the portal of this version: it applies them."
                )
            );
        }
        else
        {
            findings.Add(
                HealthFinding.Ok(Name, $"{target.Provider} answers, and no migration is pending.")
            );
        }

        return findings;
    }

    private string? MissingFile()
    {
        var file = new SqliteConnectionStringBuilder(target.ConnectionString).DataSource;
        return File.Exists(file) ? null : Path.GetFullPath(file);
    }
}
