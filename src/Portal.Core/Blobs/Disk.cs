using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Portal.Blobs;

/// <summary>What .NET does not offer: syncing folders and file systems, and a rename that is never a copy.</summary>
internal static partial class Disk
{
    /// <summary>Up to so many, each is synced by itself and another upload's half-written bytes are left alone.</summary>
    private const int Few = 8;

    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>W_OK and X_OK of access(2).</summary>
    private const int WriteAndSearch = 3;

    /// <summary>Returns when all of the paths, which lie on one file system, would survive a power cut.</summary>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void Sync(IReadOnlyCollection<string> paths)
    {
        // 2,500 files: 0.16 s by one syncfs, 1.45 s by an fsync each.
        if (paths.Count > Few && TryFileSystem(paths.First()))
        {
            return;
        }

        foreach (var path in paths)
        {
            using var handle = Open(path);
            if (Fsync(handle) != 0)
            {
                throw Failed("fsync", path);
            }
        }
    }

    /// <summary>Moves a file, over one that is there, in one step.</summary>
    /// <exception cref="IOException">It failed, or the paths lie on two file systems.</exception>
    public static void Rename(string from, string to)
    {
        if (RenameFile(from, to) != 0)
        {
            throw Failed("rename", $"{from} to {to}");
        }
    }

    /// <summary>Whether this process may make files in a folder, by its rights and the mount's; nothing is made.</summary>
    public static bool IsWritable(string folder) => Access(folder, WriteAndSearch) == 0;

    /// <summary>Writes a small file whole, or leaves what was there; it would survive a power cut.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        // One writer at a time: whoever calls holds a lock on the folder.
        var temporary = path + ".new";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }

        Rename(temporary, path);
        Sync([Path.GetDirectoryName(path)!]);
    }

    private static bool TryFileSystem(string path)
    {
        using var handle = Open(path);
        return Syncfs(handle) == 0;
    }

    private static SafeFileHandle Open(string path)
    {
        // File.OpenHandle refuses folders.
        var descriptor = OpenFile(path, ReadOnlyCloseOnExec);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw Failed("open", path);
    }

    private static IOException Failed(string call, string path) =>
        new($"{call} of {path} failed: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport(
        "libc",
        EntryPoint = "open",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport(
        "libc",
        EntryPoint = "rename",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport(
        "libc",
        EntryPoint = "access",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Syncfs(SafeFileHandle file);
}
