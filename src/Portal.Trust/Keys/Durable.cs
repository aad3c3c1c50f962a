using System.Runtime.InteropServices;

namespace Portal.Trust.Keys;

/// <summary>fsync of files and folders, so that a rename that was seen is also a rename that stays.</summary>
internal static partial class Durable
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;

    // fcntl.h of each system; the two above are the same everywhere.
    private static readonly int CloseOnExec =
        OperatingSystem.IsMacOS() ? 0x0100_0000
        : OperatingSystem.IsFreeBSD() ? 0x0010_0000
        : 0x0008_0000;

    /// <summary>Flushes one regular file.</summary>
    public static void SyncFile(string path)
    {
        using var handle = File.OpenHandle(
            path,
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite
        );
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Flushes a folder's entries. Does nothing on Windows, where a rename is journalled.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException(
                $"The folder {path} cannot be opened to flush it (errno {Marshal.GetLastPInvokeError()})."
            );
        }

        var failed = Fsync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
        {
            throw new IOException($"The folder {path} cannot be flushed (errno {error}).");
        }
    }

    /// <summary>Flushes every regular file and folder below a folder, then the folder itself.</summary>
    public static void SyncTree(string path)
    {
        foreach (var file in new DirectoryInfo(path).EnumerateFiles())
        {
            // A socket is listed as a file, has nothing to flush and cannot be opened.
            if (file.LinkTarget is null && file.Length > 0)
            {
                SyncFile(file.FullName);
            }
        }

        foreach (var folder in Directory.EnumerateDirectories(path))
        {
            SyncTree(folder);
        }

        SyncFolder(path);
    }

    /// <summary>open(2) of what exists; a child process, such as an agent that outlives us, does not inherit it.</summary>
    /// <returns>The descriptor, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Open(string path, int flags) => OpenFile(path, flags | CloseOnExec);

    [LibraryImport(
        "libc",
        EntryPoint = "open",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
