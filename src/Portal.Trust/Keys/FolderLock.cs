using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Portal.Trust.Keys;

/// <summary>
/// An advisory lock on a key folder (flock on the file <c>lock</c>), held while keys are made. The kernel drops it when
/// its holder dies, so a killed process never blocks the next one.
/// </summary>
internal sealed partial class FolderLock : IDisposable
{
    private const int Exclusive = 2;
    private const int Interrupted = 4;

    private readonly SafeFileHandle _file;

    private FolderLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock, waiting for another holder; making a key takes it a second.</summary>
    /// <exception cref="KeyFolderException">The lock cannot be taken.</exception>
    public static FolderLock Take(KeyFolder folder)
    {
        var path = Path.Combine(folder.Path, "lock");
        if (OperatingSystem.IsWindows())
        {
            return new FolderLock(
                File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }

        MakeFile(path);
        // Not by File.OpenHandle: it takes an flock of its own, which fails where this one waits.
        var file = new SafeFileHandle(Durable.Open(path, Durable.ReadWrite), ownsHandle: true);
        while (file.IsInvalid || Flock(file, Exclusive) != 0)
        {
            if (
                Marshal.GetLastPInvokeError() is var error
                && (error != Interrupted || file.IsInvalid)
            )
            {
                file.Dispose();
                throw new KeyFolderException(
                    $"The key folder {folder.Path} cannot be locked (errno {error})."
                );
            }
        }

        return new FolderLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static void MakeFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another one made it, now or long ago.
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
