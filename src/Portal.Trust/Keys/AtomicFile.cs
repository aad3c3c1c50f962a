using System.Security.Cryptography;

namespace Portal.Trust.Keys;

/// <summary>Puts a file in place whole or not at all, and for good: temporary file, fsync, rename, fsync of the folder.</summary>
public static class AtomicFile
{
    /// <summary>What a killed writer leaves behind ends so, and begins with a dot.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Replaces the file in one step. Its folder exists.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = TemporaryFor(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            Commit(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A name beside the file that nobody else has.</summary>
    public static string TemporaryFor(string path) =>
        Path.Combine(
            Path.GetDirectoryName(path)!,
            $".{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{TemporarySuffix}"
        );

    /// <summary>Puts a file that was written and flushed in the place of another.</summary>
    public static void Commit(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        Durable.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a folder and those above it, each for good; one that is there is left alone.</summary>
    /// <param name="mode">Of those that are made, whatever the umask; null: as the umask has it.</param>
    public static void MakeFolder(string folder, UnixFileMode? mode = null)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        MakeFolder(parent, mode);
        Directory.CreateDirectory(folder);
        if (mode is { } given && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, given);
        }

        Durable.SyncFolder(parent);
    }
}
