using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;

namespace Portal.Backups;

/// <summary>VACUUM INTO: one read transaction beside the portal's writes, and a file without free pages.</summary>
internal sealed class SqliteCopier(DatabaseTarget target, NeededBlobs needed) : IDatabaseCopier
{
    private const string Suffix = ".restoring";

    private readonly string _path = Path.GetFullPath(
        new SqliteConnectionStringBuilder(target.ConnectionString).DataSource
    );

    public DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public string Name => _path;

    public async Task<DatabaseCopy> CopyAsync(string scratch, CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
        {
            throw new BackupException(
                $"There is no database {_path}: this portal was never started, or PORTAL_DATA names another folder."
            );
        }

        var copy = Path.Combine(scratch, BackupPath.Sqlite);
        try
        {
            await using (var source = new SqliteConnection(ConnectionTo(_path)))
            {
                await source.OpenAsync(cancellationToken);
                await using var command = source.CreateCommand();
                command.CommandText = "PRAGMA busy_timeout=30000; VACUUM INTO $copy";
                command.Parameters.AddWithValue("$copy", copy);
                command.CommandTimeout = 0;
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            File.SetUnixFileMode(copy, PrivateFile.Mode);
            // Not by the portal's own context: its settings would write into the copy.
            await using var db = new PortalDb(
                new DbContextOptionsBuilder<PortalDb>()
                    .UseSqlite(
                        ConnectionTo(copy),
                        o => o.MigrationsAssembly(DataSetup.SqliteMigrations)
                    )
                    .Options
            );
            return new(
                copy,
                BackupPath.Sqlite,
                await NeededBlobs.MigrationsAsync(db, cancellationToken),
                await needed.FindAsync(db, cancellationToken)
            );
        }
        catch (SqliteException e)
        {
            throw new BackupException($"The database {_path} cannot be copied: {e.Message}", e);
        }
    }

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new FileInfo(_path) is not { Exists: true, Length: > 0 });

    public async Task RestoreAsync(
        Stream copy,
        BackupManifest manifest,
        bool goesOn,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.Delete(_path + Suffix);
        await using (var file = PrivateFile.Create(_path + Suffix))
        {
            await copy.CopyToAsync(file, HashingStream.BlockSize, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        // They belong to another file of that name.
        File.Delete(_path + "-wal");
        File.Delete(_path + "-shm");
        Disk.Rename(_path + Suffix, _path);
        Disk.Sync([Path.GetDirectoryName(_path)!]);
    }

    private static string ConnectionTo(string path) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString;
}
