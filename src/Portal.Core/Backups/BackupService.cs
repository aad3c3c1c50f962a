using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>
/// Makes a backup beside the running portal, in this order: database, blobs, keys. Every blob that the copy of the
/// database names was there before it and is never changed, and the collection waits until it is copied; keys are made
/// before what they sign, and stay.
/// </summary>
public sealed class BackupService
{
    private readonly DataFolder _data;
    private readonly IDatabaseCopier _database;
    private readonly BlobStore _blobs;
    private readonly CollectionLock _collection;
    private readonly KeyFiles _keys;
    private readonly TimeProvider _clock;

    internal BackupService(
        DataFolder data,
        IDatabaseCopier database,
        BlobStore blobs,
        CollectionLock collection,
        KeyFiles keys,
        TimeProvider clock
    )
    {
        _data = data;
        _database = database;
        _blobs = blobs;
        _collection = collection;
        _keys = keys;
        _clock = clock;
    }

    /// <exception cref="BackupException">It cannot be made; nothing is left of it.</exception>
    /// <exception cref="DataFolderException">The data folder is half restored, or no portal's.</exception>
    public async Task<BackupOutcome> RunAsync(
        BackupRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        _data.RefuseAbsent();
        _data.RefuseHalfRestored();
        var target = RequireNew(request.Target);
        var keysTarget = request.KeysTarget is null ? null : RequireNew(request.KeysTarget);
        var keys =
            !request.WithKeys ? BackupKeys.None
            : keysTarget is null ? BackupKeys.Included
            : BackupKeys.Apart;

        await using var backup = Open(target, request.Base);
        var files = new List<BackupFile>();
        var lacking = new SortedSet<Digest>();
        int reused;
        DatabaseCopy copy;
        using (await _collection.ShareAsync(cancellationToken))
        {
            copy = await _database.CopyAsync(backup.Scratch, cancellationToken);
            await using (var stream = File.OpenRead(copy.File))
            {
                files.Add(await backup.AddAsync(copy.Name, stream, cancellationToken));
            }

            File.Delete(copy.File);
            reused = await AddBlobsAsync(backup, files, lacking, cancellationToken);
        }

        var held = files.Select(f => BackupPath.BlobOf(f.Path)).OfType<Digest>().ToHashSet();
        lacking.UnionWith(copy.Blobs?.Where(b => !held.Contains(b)) ?? []);
        if (copy.Blobs is not null)
        {
            // What is damaged and needed by nothing is no loss.
            lacking.IntersectWith(copy.Blobs);
        }

        if (keys == BackupKeys.Included)
        {
            await AddKeysAsync(backup, files, cancellationToken);
        }
        else if (keysTarget is not null)
        {
            await BackUpKeysAsync(keysTarget, cancellationToken);
        }

        var manifest = Manifest(BackupKinds.Portal, keys, files) with
        {
            Provider = _database.Provider.ToString(),
            Migrations = copy.Migrations,
            Lacking = [.. lacking],
        };
        var bytes = manifest.ToBytes();
        await backup.CompleteAsync(bytes, cancellationToken);
        return new(
            target,
            keysTarget,
            files.Count,
            files.Sum(f => f.Length),
            reused,
            manifest.Lacking,
            copy.Blobs is null,
            Digest.Of(bytes)
        );
    }

    private async Task<int> AddBlobsAsync(
        IBackupTarget backup,
        List<BackupFile> files,
        SortedSet<Digest> lacking,
        CancellationToken cancellationToken
    )
    {
        var reused = 0;
        foreach (var digest in _blobs.All())
        {
            var path = BackupPath.OfBlob(digest);
            if (
                _blobs.Length(digest) is { } length
                && backup.TryReuse(path, digest, length) is { } linked
            )
            {
                files.Add(linked);
                reused++;
                continue;
            }

            await using var stream = _blobs.OpenStream(digest);
            var file = await backup.AddAsync(path, stream, cancellationToken);
            if (file.Sha256 == digest)
            {
                files.Add(file);
            }
            else
            {
                backup.Drop(path);
                lacking.Add(digest);
            }
        }

        return reused;
    }

    private async Task BackUpKeysAsync(string path, CancellationToken cancellationToken)
    {
        await using var target = Open(path, null);
        var files = new List<BackupFile>();
        await AddKeysAsync(target, files, cancellationToken);
        var manifest = Manifest(BackupKinds.Keys, BackupKeys.Included, files);
        await target.CompleteAsync(manifest.ToBytes(), cancellationToken);
    }

    private async Task AddKeysAsync(
        IBackupTarget backup,
        List<BackupFile> files,
        CancellationToken cancellationToken
    )
    {
        foreach (var (path, file) in _keys.Find().ToList())
        {
            if (!BackupPath.IsKey(path))
            {
                throw new BackupException(
                    $"{file} has a name that no backup takes; move it out of the key folder."
                );
            }

            await using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            files.Add(await backup.AddAsync(path, stream, cancellationToken));
        }
    }

    private BackupManifest Manifest(string kind, string keys, List<BackupFile> files) =>
        new()
        {
            Format = BackupManifest.CurrentFormat,
            Kind = kind,
            Version = PortalVersion.Current,
            CreatedAt = _clock.GetUtcNow(),
            Keys = keys,
            Files = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)],
        };

    private IBackupTarget Open(string path, string? earlier) =>
        path.EndsWith(".tar", StringComparison.Ordinal)
            ? TarTarget.Create(path, _clock.GetUtcNow())
            : FolderTarget.Create(path, earlier is null ? null : RequireBase(earlier));

    private static string RequireBase(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(Path.Combine(full, BackupManifest.FileName))
            ? full
            : throw new BackupException($"{full} is no backup in a folder, so it can be no base.");
    }

    private static string RequireNew(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return
            File.Exists(full)
            || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            ? throw new BackupException(
                $"{full} is there already; a backup gets a name of its own, such as one with the date."
            )
            : full;
    }
}
