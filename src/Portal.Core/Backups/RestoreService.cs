using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>What was restored.</summary>
/// <param name="KeysRestored">False: the backup holds none, and none were given.</param>
public sealed record RestoreOutcome(BackupManifest Manifest, int Blobs, bool KeysRestored);

/// <summary>
/// Puts a backup into an empty data folder and an empty database. Everything is verified before the first file is written;
/// killed at any moment, the same restore goes on.
/// </summary>
public sealed class RestoreService
{
    private readonly DataFolder _data;
    private readonly IDatabaseCopier _database;
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly BlobStore _blobs;
    private readonly KeyFiles _keys;

    internal RestoreService(
        DataFolder data,
        IDatabaseCopier database,
        IDbContextFactory<PortalDb> databases,
        BlobStore blobs,
        KeyFiles keys
    )
    {
        _data = data;
        _database = database;
        _databases = databases;
        _blobs = blobs;
        _keys = keys;
    }

    /// <param name="path">The backup.</param>
    /// <param name="keysPath">The backup of its keys, where they are apart.</param>
    /// <exception cref="BackupException">The backup is not whole, or what is there is not empty.</exception>
    public async Task<RestoreOutcome> RunAsync(
        string path,
        string? keysPath,
        CancellationToken cancellationToken
    )
    {
        using var backup = await BackupReader.OpenAsync(path, cancellationToken);
        using var keys = keysPath is null
            ? null
            : await BackupReader.OpenAsync(keysPath, cancellationToken);
        Require(backup, BackupKinds.Portal);
        await RequireKnownAsync(backup.Manifest, cancellationToken);
        if (keys is not null)
        {
            Require(keys, BackupKinds.Keys);
        }

        var earlier = RestoreMarker.Find(_data.RestoreMarker);
        await RequireRoomAsync(backup, earlier, cancellationToken);
        await RequireWholeAsync(backup, cancellationToken);
        if (keys is not null)
        {
            await RequireWholeAsync(keys, cancellationToken);
        }

        var marker = new RestoreMarker(backup.ManifestDigest, earlier?.Database);
        marker.Write(_data.RestoreMarker);
        var blobs = await RestoreBlobsAsync(backup, cancellationToken);
        var restored = await RestoreKeysAsync(backup, cancellationToken);
        restored |= keys is not null && await RestoreKeysAsync(keys, cancellationToken);

        var database = backup.Manifest.Files.Single(f => BackupPath.IsDatabase(f.Path));
        var goesOn = marker.Database == _database.Name;
        (marker with { Database = _database.Name }).Write(_data.RestoreMarker);
        await using (var copy = backup.Open(database))
        {
            await _database.RestoreAsync(copy, backup.Manifest, goesOn, cancellationToken);
        }

        RestoreMarker.Delete(_data.RestoreMarker);
        return new(backup.Manifest, blobs, restored);
    }

    private static void Require(BackupReader backup, string kind)
    {
        if (backup.Manifest.Kind != kind)
        {
            throw new BackupException(
                kind == BackupKinds.Keys
                    ? "What --keys names is no backup of keys."
                    : "This is a backup of keys alone: name it by --keys, beside the backup of the portal."
            );
        }
    }

    /// <summary>A database of another kind, or of a newer portal, would only fail at the next start.</summary>
    private async Task RequireKnownAsync(
        BackupManifest manifest,
        CancellationToken cancellationToken
    )
    {
        if (manifest.Provider != _database.Provider.ToString())
        {
            throw new BackupException(
                manifest.Provider == nameof(DatabaseProvider.Sqlite)
                    ? "The backup is of a portal on SQLite: restore it with ConnectionStrings__Portal unset."
                    : "The backup is of a portal on PostgreSQL: set ConnectionStrings__Portal to an empty database."
            );
        }

        if (manifest.Files.Count(f => BackupPath.IsDatabase(f.Path)) != 1)
        {
            throw new BackupException("The backup does not hold one database.");
        }

        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (manifest.Migrations.FirstOrDefault(m => !known.Contains(m)) is { } unknown)
        {
            throw new BackupException(
                $"The backup was made by portal {manifest.Version}, whose database has the migration {unknown}; this portal, {PortalVersion.Current}, is older. Restore it with that version or a newer one."
            );
        }
    }

    private async Task RequireRoomAsync(
        BackupReader backup,
        RestoreMarker? earlier,
        CancellationToken cancellationToken
    )
    {
        if (earlier is not null)
        {
            if (earlier.Manifest != backup.ManifestDigest)
            {
                throw new BackupException(
                    $"The restore of another backup into {_data.Path} was cut off. Run that one again, or empty the folder and the database."
                );
            }

            if (earlier.Database is null || earlier.Database == _database.Name)
            {
                return;
            }
        }
        else if (Occupied() is { } occupied)
        {
            throw new BackupException(
                $"{occupied} is there already: a restore goes into an empty data folder. Set PORTAL_DATA to another one."
            );
        }

        if (!await _database.IsEmptyAsync(cancellationToken))
        {
            throw new BackupException(
                $"The database {_database.Name} is not empty: a restore goes into an empty one."
            );
        }
    }

    private string? Occupied() =>
        _blobs.All().Select(_blobs.PathOf).FirstOrDefault()
        ?? _keys.Find().Select(k => k.File).FirstOrDefault()
        ?? Directory
            .EnumerateFiles(_data.Path)
            .FirstOrDefault(f => Path.GetFileName(f) != "portal.lock");

    private static async Task RequireWholeAsync(
        BackupReader backup,
        CancellationToken cancellationToken
    )
    {
        const int shown = 10;
        var problems = await backup.VerifyAsync(cancellationToken);
        if (problems.Count > 0)
        {
            throw new BackupException(
                $"The backup is not what was made; nothing is restored. {string.Join(" ", problems.Take(shown))}{(problems.Count > shown ? $" And {problems.Count - shown} more." : "")}"
            );
        }
    }

    private async Task<int> RestoreBlobsAsync(
        BackupReader backup,
        CancellationToken cancellationToken
    )
    {
        var folders = new HashSet<string>();
        var written = new List<string>();
        foreach (var file in backup.Manifest.Files)
        {
            if (BackupPath.BlobOf(file.Path) is not { } digest)
            {
                continue;
            }

            var path = _blobs.PathOf(digest);
            folders.Add(Path.GetDirectoryName(path)!);
            written.Add(path);
            await RestoreFileAsync(
                backup,
                file,
                path,
                UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                cancellationToken
            );
        }

        Disk.Sync(written);
        Disk.Sync(folders);
        return written.Count;
    }

    private async Task<bool> RestoreKeysAsync(
        BackupReader backup,
        CancellationToken cancellationToken
    )
    {
        const UnixFileMode OwnerOnly =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var folders = new HashSet<string>();
        var written = new List<string>();
        // The pointers to current keys last: what they name is there then.
        var files = backup
            .Manifest.Files.Where(f => BackupPath.IsKey(f.Path))
            .OrderBy(f => Path.GetFileName(f.Path) == "current" ? 1 : 0);
        foreach (var file in files)
        {
            var path = _keys.PathOf(file.Path);
            var root = file.Path.StartsWith(BackupPath.Keys, StringComparison.Ordinal)
                ? _keys.Root
                : _data.Keys;
            for (
                var folder = Path.GetDirectoryName(path)!;
                ;
                folder = Path.GetDirectoryName(folder)!
            )
            {
                Directory.CreateDirectory(folder, OwnerOnly);
                File.SetUnixFileMode(folder, OwnerOnly);
                folders.Add(folder);
                if (folder == root)
                {
                    break;
                }
            }

            written.Add(path);
            await RestoreFileAsync(backup, file, path, PrivateFile.Mode, cancellationToken);
        }

        Disk.Sync(written);
        Disk.Sync(folders);
        return written.Count > 0;
    }

    /// <summary>The file is there whole, or not at all. One of an earlier run is read again: power may have failed.</summary>
    private static async Task RestoreFileAsync(
        BackupReader backup,
        BackupFile file,
        string path,
        UnixFileMode mode,
        CancellationToken cancellationToken
    )
    {
        if (File.Exists(path))
        {
            await using var there = new HashingStream(File.OpenRead(path));
            await there.DrainAsync(cancellationToken);
            if (there.GetDigest() == file.Sha256)
            {
                return;
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".restoring";
        File.Delete(temporary);
        await using (var target = PrivateFile.Create(temporary))
        await using (var content = new HashingStream(backup.Open(file)))
        {
            await content.CopyToAsync(target, HashingStream.BlockSize, cancellationToken);
            if (content.GetDigest() != file.Sha256)
            {
                throw new BackupException(
                    $"{file.Path} changed while it was restored. Verify the backup, then run this restore again."
                );
            }
        }

        File.SetUnixFileMode(temporary, mode);
        Disk.Rename(temporary, path);
    }
}
