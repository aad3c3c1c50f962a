using System.Security.Cryptography;
using System.Text;

namespace Portal.Trust.Keys;

/// <summary>
/// A folder of mode 0700 that holds key files of mode 0600. A file appears whole or not at all: temporary file, fsync,
/// rename, fsync of the folder. What others could read is refused, since a key that others could read is no secret.
/// </summary>
public sealed class KeyFolder
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string TemporarySuffix = ".tmp";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private KeyFolder(string path) => Path = path;

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    /// <summary>Opens the folder, making it (0700) when it is not there. Parents are made as needed.</summary>
    /// <exception cref="KeyFolderException">The folder is there and others can enter, read or change it.</exception>
    public static KeyFolder Open(string path)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
            return new KeyFolder(full);
        }

        if (!Directory.Exists(full))
        {
            var parent = System.IO.Path.GetDirectoryName(full)!;
            Directory.CreateDirectory(parent);
            Directory.CreateDirectory(full, FolderMode);
            // The umask may have taken bits away that the owner needs.
            File.SetUnixFileMode(full, FolderMode);
            Durable.SyncFolder(parent);
        }

        if ((File.GetUnixFileMode(full) & Others) != UnixFileMode.None)
        {
            throw new KeyFolderException(
                $"The key folder {full} is open to other users. Run: chmod 700 '{full}'"
            );
        }

        return new KeyFolder(full);
    }

    /// <summary>True when the folder holds the file.</summary>
    public bool Contains(string name) => File.Exists(PathOf(name));

    /// <summary>Names of the files that end in the suffix, sorted ordinally.</summary>
    public IReadOnlyList<string> List(string suffix) =>
        [
            .. Directory
                .EnumerateFiles(Path)
                .Select(path => System.IO.Path.GetFileName(path))
                .Where(name => name.EndsWith(suffix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Reads a key file.</summary>
    /// <exception cref="KeyFolderException">Other users can read or change the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public string Read(string name)
    {
        var path = PathOf(name);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        // Asked of the open handle, so that the file that is judged is the file that is read.
        if (
            !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) != UnixFileMode.None
        )
        {
            throw new KeyFolderException(
                $"The key file {path} is open to other users. Run: chmod 600 '{path}'"
            );
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Writes a key file (0600), replacing one of the same name in one step.</summary>
    public void Write(string name, string text)
    {
        var path = PathOf(name);
        var temporary =
            path
            + "."
            + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))
            + TemporarySuffix;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, FileMode600);
                }

                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        Durable.SyncFolder(Path);
    }

    /// <summary>Removes a key file, for good; does nothing when there is none.</summary>
    internal void Delete(string name)
    {
        File.Delete(PathOf(name));
        Durable.SyncFolder(Path);
    }

    /// <summary>Removes what a killed writer left; only to be called by the one who holds the folder's lock.</summary>
    internal void RemoveTemporaryFiles()
    {
        foreach (var name in List(TemporarySuffix))
        {
            File.Delete(PathOf(name));
        }
    }

    private string PathOf(string name) =>
        name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0')
            ? throw new ArgumentException($"'{name}' is not a file name.", nameof(name))
            : System.IO.Path.Combine(Path, name);
}
