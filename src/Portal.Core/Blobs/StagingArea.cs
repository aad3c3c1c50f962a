using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;
using Portal.Data;

namespace Portal.Blobs;

/// <summary>
/// Where uploads lie until they are committed:
/// <code>
/// staging/ID.lock     locked while the upload's process lives; made before the folder, deleted after it
///         ID/         its files, numbered
///         uploads/    resumable ones, which outlive their process
/// </code>
/// </summary>
public sealed partial class StagingArea
{
    private const string LockSuffix = ".lock";

    /// <summary>errno of a lock that another holds.</summary>
    private const int WouldBlock = 11;

    private readonly string _root;
    private readonly UploadOptions _limits;
    private readonly IFreeSpace _freeSpace;
    private readonly ILogger<StagingArea> _log;

    public StagingArea(
        IOptions<BlobOptions> options,
        IOptions<UploadOptions> limits,
        DataFolder data,
        IFreeSpace freeSpace,
        ILogger<StagingArea> log
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(data);
        _root = Path.GetFullPath(options.Value.StagingPath);
        _limits = limits.Value;
        _freeSpace = freeSpace;
        _log = log;
        if (!data.IsObserved)
        {
            Directory.CreateDirectory(_root, OwnerOnly);
        }
    }

    /// <summary>Where resumable uploads lie; there once it is made by the first.</summary>
    internal string Resumable => Path.Combine(_root, "uploads");

    internal static UnixFileMode OwnerOnly =>
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>False when so many bytes more would leave less than the floor: the answer is then 507.</summary>
    public bool HasRoomFor(long bytes) => Floor().TryWrite(bytes);

    /// <summary>A folder of its own for one upload.</summary>
    public StagedUpload Open()
    {
        while (true)
        {
            var folder = Path.Combine(_root, Guid.NewGuid().ToString("N"));
            var lockPath = folder + LockSuffix;
            var handle = TryCreateLock(lockPath);
            if (handle is not null)
            {
                Directory.CreateDirectory(folder, OwnerOnly);
                return new(folder, lockPath, handle, Floor(), _log);
            }
        }
    }

    /// <summary>Deletes the folders whose upload died with its process, and says how many.</summary>
    public int Sweep(bool dryRun = false)
    {
        var swept = 0;
        foreach (var lockPath in Directory.EnumerateFiles(_root, "*" + LockSuffix))
        {
            using var handle = TryLock(lockPath);
            if (handle is null)
            {
                continue;
            }

            var folder = lockPath[..^LockSuffix.Length];
            swept++;
            if (!dryRun)
            {
                Remove(folder, lockPath);
                Log.Swept(_log, folder);
            }
        }

        return swept;
    }

    /// <summary>Deletes a folder, then its lock: what has no lock file has no folder.</summary>
    internal static void Remove(string folder, string lockPath)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(lockPath);
    }

    /// <summary>
    /// A new file, locked; null when another node's sweep took it between its creation and its lock. It did so before the
    /// lock, hence the second look: a sweep that comes later cannot.
    /// </summary>
    private static SafeFileHandle? TryCreateLock(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(
                path,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }

        if (File.Exists(path))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private static SafeFileHandle? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Held by a live upload, or gone since it was listed.
            return null;
        }
    }

    internal StorageFloor Floor() => new(_freeSpace, _root, _limits.FreeSpaceFloor);

    private static partial class Log
    {
        [LoggerMessage(1102, LogLevel.Information, "Swept {Folder}, which a dead upload left")]
        public static partial void Swept(ILogger logger, string folder);
    }
}
