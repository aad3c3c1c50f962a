using Portal.Protocol;

namespace Portal.Backups;

/// <summary>
/// A backup in the making, under another name: a folder or a tar. It gets its own name when it is whole and on the disk;
/// disposed before that, it leaves nothing.
/// </summary>
internal interface IBackupTarget : IAsyncDisposable
{
    /// <summary>A folder (0700) for what is made before it is added; removed in the end.</summary>
    string Scratch { get; }

    /// <summary>Copies and hashes.</summary>
    Task<BackupFile> AddAsync(string path, Stream content, CancellationToken cancellationToken);

    /// <summary>Takes a blob from an earlier backup without a copy; null where that cannot be.</summary>
    BackupFile? TryReuse(string path, Digest digest, long length);

    /// <summary>What was added turned out to be no good.</summary>
    void Drop(string path);

    /// <summary>Adds the manifest, and gives the backup its name.</summary>
    Task CompleteAsync(byte[] manifest, CancellationToken cancellationToken);
}
