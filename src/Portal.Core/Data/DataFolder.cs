using Microsoft.Win32.SafeHandles;

namespace Portal.Data;

/// <summary>
/// The folder that holds everything of one portal. Its tree is drawn in docs/formats.md:
/// <code>
/// data/portal.lock     held by the running process
///      restore.json    while a restore is not finished
///      portal.db       SQLite, when no server is named
///      blobs/          files by SHA-256
///      staging/        one folder per upload in progress
///      following/      for the time of a check
///      keys/           0700: what signs
/// </code>
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string LockName = "portal.lock";

    private readonly SafeFileHandle? _lock;

    private DataFolder(string path, SafeFileHandle? handle)
    {
        Path = path;
        _lock = handle;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string Database => In("portal.db");

    public string Keys => In("keys");

    public string Staging => In("staging");

    public string Blobs => In("blobs");

    /// <summary>There from the beginning of a restore to its end: what lies beside it is not whole.</summary>
    public string RestoreMarker => In("restore.json");

    /// <summary>True when the folder is only looked at: nothing may be made in it, and its portal may be running.</summary>
    public bool IsObserved => _lock is null;

    /// <summary>The folder as it is, without its lock: for backups and checks, which run beside the portal.</summary>
    public static DataFolder Observe(string path) => new(System.IO.Path.GetFullPath(path), null);

    /// <summary>Makes the folder where it is missing and takes its lock until disposal or the end of the process.</summary>
    /// <exception cref="DataFolderException">Another process holds it, or the folder cannot be made.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder {full} cannot be made: {e.Message}", e);
        }

        var lockPath = System.IO.Path.Combine(full, LockName);
        try
        {
            // FileShare.None is flock(LOCK_EX) on Linux: the kernel drops it with the process, however that ends.
            var handle = File.OpenHandle(
                lockPath,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
            var folder = new DataFolder(full, handle);
            // Several concepts keep keys below it; whoever is first must not leave it open to others.
            Directory.CreateDirectory(folder.Keys, OwnerOnly);
            return folder;
        }
        catch (IOException e)
        {
            throw new DataFolderException(
                $"Another portal is running on the data folder {full}: it holds portal.lock. Stop it, or set PORTAL_DATA to another folder.",
                e
            );
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataFolderException(
                $"The data folder {full} is not writable by this user.",
                e
            );
        }
    }

    public void Dispose() => _lock?.Dispose();

    /// <exception cref="DataFolderException">No portal ever ran on the folder.</exception>
    public void RefuseAbsent()
    {
        if (!File.Exists(LockFile))
        {
            throw new DataFolderException(
                $"There is no portal in the data folder {Path}: it has no portal.lock. Set PORTAL_DATA to the folder of the portal."
            );
        }
    }

    /// <exception cref="DataFolderException">A restore into the folder was cut off.</exception>
    public void RefuseHalfRestored()
    {
        if (File.Exists(RestoreMarker))
        {
            throw new DataFolderException(
                $"A restore into the data folder {Path} was cut off, and what is there is not whole. Run the same `portal restore` again; it goes on where it ended."
            );
        }
    }

    private string LockFile => In(LockName);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>The data folder cannot be used; the message says why and what to do.</summary>
public sealed class DataFolderException(string message, Exception? inner = null)
    : Exception(message, inner);
