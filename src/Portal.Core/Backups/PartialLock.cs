namespace Portal.Backups;

/// <summary>Held while a backup is made, so that a second one of the same name does not write into it.</summary>
internal static class PartialLock
{
    /// <exception cref="BackupException">Another process makes that backup.</exception>
    public static FileStream Take(string lockPath, string target)
    {
        try
        {
            return new FileStream(
                lockPath,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = PrivateFile.Mode,
                }
            );
        }
        catch (IOException e) when (File.Exists(lockPath))
        {
            throw new BackupException($"Another process is making the backup {target}.", e);
        }
    }
}
