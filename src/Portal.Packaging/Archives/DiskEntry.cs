using System.Formats.Tar;

namespace Portal.Packaging.Archives;

/// <summary>What lies at a path of the disk, told without following links and without opening what would block.</summary>
public static class DiskEntry
{
    private const UnixFileMode SpecialBits =
        UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;

    /// <summary>True for a regular file.</summary>
    public static bool IsRegular(FileInfo file)
    {
        // Devices, pipes and sockets have no length, and .NET does not tell them from empty files: opening a pipe
        // would wait for its other end. Its tar writer asks lstat, so it is asked.
        if (OperatingSystem.IsWindows() || file.Length > 0)
        {
            return true;
        }

        try
        {
            using var told = new MemoryStream();
            using (var writer = new TarWriter(told, TarEntryFormat.Pax, leaveOpen: true))
            {
                writer.WriteEntry(file.FullName, "entry");
            }

            told.Position = 0;
            using var reader = new TarReader(told);
            return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile;
        }
        catch (IOException)
        {
            // A socket: no tar can hold it.
            return false;
        }
    }

    /// <summary>True for setuid, setgid or sticky.</summary>
    public static bool HasSpecialBits(FileSystemInfo entry) =>
        !OperatingSystem.IsWindows() && (entry.UnixFileMode & SpecialBits) != UnixFileMode.None;

    /// <summary>The owner's execute bit; on Windows, which has none, as in a zip made there.</summary>
    internal static bool IsExecutable(FileInfo file, FileIntake intake) =>
        OperatingSystem.IsWindows()
            ? intake.BeginsWithInterpreter
            : file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
