using System.Formats.Tar;
using Portal.Blobs;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>A backup as one tar, its manifest at the end: <c>PATH.partial</c> until it is whole.</summary>
internal sealed class TarTarget : IBackupTarget
{
    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly TarWriter _tar;
    private readonly DateTimeOffset _now;
    private bool _complete;

    private TarTarget(string path, FileStream @lock, FileStream file, DateTimeOffset now)
    {
        _path = path;
        _partial = file.Name;
        _lock = @lock;
        _file = file;
        _now = now;
        _tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true);
        Scratch = Directory
            .CreateDirectory(
                path + ".scratch",
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            )
            .FullName;
    }

    public string Scratch { get; }

    public static TarTarget Create(string path, DateTimeOffset now)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var @lock = PartialLock.Take(path + ".partial.lock", path);
        // Cut off earlier; their process is dead, as its lock was free.
        File.Delete(path + ".partial");
        if (Directory.Exists(path + ".scratch"))
        {
            Directory.Delete(path + ".scratch", recursive: true);
        }

        return new(path, @lock, PrivateFile.Create(path + ".partial"), now);
    }

    public async Task<BackupFile> AddAsync(
        string path,
        Stream content,
        CancellationToken cancellationToken
    )
    {
        await using var hashing = new HashingStream(content);
        await AddEntryAsync(path, hashing, cancellationToken);
        return new(path, hashing.Position, hashing.GetDigest());
    }

    public BackupFile? TryReuse(string path, Digest digest, long length) => null;

    /// <summary>It stays in the tar, where only what the manifest names counts.</summary>
    public void Drop(string path) { }

    public async Task CompleteAsync(byte[] manifest, CancellationToken cancellationToken)
    {
        using (var content = new MemoryStream(manifest, writable: false))
        {
            await AddEntryAsync(BackupManifest.FileName, content, cancellationToken);
        }

        await _tar.DisposeAsync();
        _file.Flush(flushToDisk: true);
        Disk.Rename(_partial, _path);
        _complete = true;
        Disk.Sync([Path.GetDirectoryName(_path)!]);
    }

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync();
        await _file.DisposeAsync();
        if (!_complete)
        {
            File.Delete(_partial);
        }

        Directory.Delete(Scratch, recursive: true);
        File.Delete(_lock.Name);
        await _lock.DisposeAsync();
    }

    private async Task AddEntryAsync(
        string path,
        Stream content,
        CancellationToken cancellationToken
    )
    {
        var entry = new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = PrivateFile.Mode,
            ModificationTime = _now,
            DataStream = content,
        };
        await _tar.WriteEntryAsync(entry, cancellationToken);
    }
}
