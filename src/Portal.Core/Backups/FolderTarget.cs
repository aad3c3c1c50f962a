using Portal.Blobs;
using Portal.Protocol;
using Portal.Trust.Keys;

namespace Portal.Backups;

/// <summary>A backup as a folder: <c>PATH.partial</c> until it is whole.</summary>
internal sealed class FolderTarget : IBackupTarget
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;
    private readonly string _partial;
    private readonly string? _base;
    private readonly FileStream _lock;
    private readonly HashSet<string> _folders = [];
    private readonly List<string> _files = [];
    private bool _complete;

    private FolderTarget(string path, string partial, string? earlier, FileStream @lock)
    {
        _path = path;
        _partial = partial;
        _base = earlier;
        _lock = @lock;
        Scratch = Folder("scratch");
    }

    public string Scratch { get; }

    private string LockPath => _lock.Name;

    /// <param name="earlier">An earlier backup, a folder on the same file system, whose blobs are linked.</param>
    public static FolderTarget Create(string path, string? earlier)
    {
        var partial = path + ".partial";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var @lock = PartialLock.Take(partial + ".lock", path);
        if (Directory.Exists(partial))
        {
            // Cut off earlier; its process is dead, as its lock was free.
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial, OwnerOnly);
        return new(path, partial, earlier, @lock);
    }

    public async Task<BackupFile> AddAsync(
        string path,
        Stream content,
        CancellationToken cancellationToken
    )
    {
        var full = FullPath(path);
        await using var hashing = new HashingStream(content);
        await using (var file = PrivateFile.Create(full))
        {
            await hashing.CopyToAsync(file, HashingStream.BlockSize, cancellationToken);
        }

        _files.Add(full);
        return new(path, hashing.Position, hashing.GetDigest());
    }

    public BackupFile? TryReuse(string path, Digest digest, long length)
    {
        if (_base is null)
        {
            return null;
        }

        var earlier = Path.Combine(_base, path);
        return
            new FileInfo(earlier) is { Exists: true } file
            && file.Length == length
            && HardLink.TryMake(earlier, FullPath(path))
            ? new(path, length, digest)
            : null;
    }

    public void Drop(string path)
    {
        var full = FullPath(path);
        _files.Remove(full);
        File.Delete(full);
    }

    public async Task CompleteAsync(byte[] manifest, CancellationToken cancellationToken)
    {
        Directory.Delete(Scratch, recursive: true);
        _folders.Remove(Scratch);
        Disk.Sync(_files);
        Disk.Sync(_folders);
        var full = Path.Combine(_partial, BackupManifest.FileName);
        await using (var file = PrivateFile.Create(full))
        {
            await file.WriteAsync(manifest, cancellationToken);
        }

        Disk.Sync([full, _partial]);
        Disk.Rename(_partial, _path);
        _complete = true;
        Disk.Sync([Path.GetDirectoryName(_path)!]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_complete)
        {
            Directory.Delete(_partial, recursive: true);
        }

        File.Delete(LockPath);
        await _lock.DisposeAsync();
    }

    private string FullPath(string path)
    {
        var full = Path.Combine(_partial, path);
        Folder(Path.GetDirectoryName(path)!);
        return full;
    }

    private string Folder(string path)
    {
        var full = Path.Combine(_partial, path);
        if (_folders.Add(full))
        {
            // Those above first: the mode is given to the last folder of a path only.
            if (path.Length > 0)
            {
                Folder(Path.GetDirectoryName(path)!);
            }

            Directory.CreateDirectory(full, OwnerOnly);
        }

        return full;
    }
}
