using System.Diagnostics;

namespace Portal.Trust.Keys;

/// <summary>
/// An advisory lock on a key folder (flock on the file <c>lock</c>), held while keys are made. The kernel drops it when
/// its holder dies, so a killed process never blocks the next one.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting up to 30 seconds for another holder.</summary>
    /// <exception cref="KeyFolderException">Another process held it all the time.</exception>
    public static FolderLock Take(KeyFolder folder)
    {
        var path = Path.Combine(folder.Path, "lock");
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FolderLock(new FileStream(path, options));
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException e)
            {
                throw new KeyFolderException(
                    $"The key folder {folder.Path} is in use by another process.",
                    e
                );
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
