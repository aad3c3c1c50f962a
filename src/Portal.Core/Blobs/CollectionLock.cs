using Microsoft.Extensions.Options;

namespace Portal.Blobs;

/// <summary>
/// Keeps collection and backups apart, which are different processes: <c>blobs/collection.lock</c>, locked by flock, which
/// the kernel drops with its holder. A backup shares it from before it copies the database until it has every blob; so
/// nothing that the copy names is deleted meanwhile, whatever is removed from the database itself.
/// </summary>
public sealed class CollectionLock
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly TimeProvider _clock;

    public CollectionLock(IOptions<BlobOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _path = Path.Combine(Path.GetFullPath(options.Value.Path), "collection.lock");
        _clock = clock;
    }

    /// <summary>For a collection; null while a backup, or another node's collection, is at work.</summary>
    internal IDisposable? TryExclude()
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB).
            return File.OpenHandle(
                _path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException) when (File.Exists(_path))
        {
            return null;
        }
    }

    /// <summary>For a backup, beside other backups; waits for a collection to end.</summary>
    public async Task<IDisposable> ShareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // FileAccess.Read with FileShare.Read is flock(LOCK_SH | LOCK_NB).
                return File.OpenHandle(
                    _path,
                    FileMode.OpenOrCreate,
                    FileAccess.Read,
                    FileShare.Read
                );
            }
            catch (IOException) when (File.Exists(_path))
            {
                await Task.Delay(AskEvery, _clock, cancellationToken);
            }
        }
    }
}
