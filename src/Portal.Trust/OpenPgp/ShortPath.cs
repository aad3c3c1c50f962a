using System.Security.Cryptography;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// A way to a folder that is short enough for the agent's socket: an address of a Unix socket has 108 bytes (unix(7)) and
/// gpg-agent's longest socket name has 20. A longer path is reached through a private symlink, <c>/tmp/gtp-RANDOM/h</c>,
/// in a folder of mode 0700.
/// </summary>
internal sealed class ShortPath : IDisposable
{
    /// <summary>Paths of a GNUPGHOME stay below this many bytes.</summary>
    public const int Limit = 90;

    private const string Prefix = "gtp-";
    private const string LinkName = "h";

    private readonly string? _linkFolder;

    private ShortPath(string path, string? linkFolder)
    {
        Path = path;
        _linkFolder = linkFolder;
    }

    /// <summary>The folder itself, or the symlink to it.</summary>
    public string Path { get; }

    /// <summary>True when the path goes through a symlink.</summary>
    public bool IsLink => _linkFolder is not null;

    /// <summary>Finds a short way to the folder.</summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="below">How many bytes are appended below it for a GNUPGHOME.</param>
    public static ShortPath To(string folder, int below)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(folder) + below < Limit)
        {
            return new ShortPath(folder, null);
        }

        // Not Path.GetTempPath(): TMPDIR may be as long as the folder itself.
        const string Temporary = "/tmp";
        RemoveLeftLinks(Temporary, folder);
        while (true)
        {
            var linkFolder = System.IO.Path.Combine(
                Temporary,
                Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))
            );
            if (TryMakeFolder(linkFolder))
            {
                var link = System.IO.Path.Combine(linkFolder, LinkName);
                File.CreateSymbolicLink(link, folder);
                return new ShortPath(link, linkFolder);
            }
        }
    }

    public void Dispose()
    {
        if (_linkFolder is not null)
        {
            File.Delete(Path);
            Directory.Delete(_linkFolder);
        }
    }

    private static bool TryMakeFolder(string path)
    {
        if (Directory.Exists(path) || File.Exists(path))
        {
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return true;
        }

        const UnixFileMode Private =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, Private);
        // 48 random bits: if another user guessed them, the mode or the owner below is not ours and the change of mode fails.
        File.SetUnixFileMode(path, Private);
        return true;
    }

    /// <summary>Links of a process that was killed: ours to read, and pointing to this very folder.</summary>
    private static void RemoveLeftLinks(string temporary, string folder)
    {
        foreach (var candidate in Directory.EnumerateDirectories(temporary, Prefix + "*"))
        {
            try
            {
                var link = new FileInfo(System.IO.Path.Combine(candidate, LinkName));
                if (link.LinkTarget == folder)
                {
                    link.Delete();
                    Directory.Delete(candidate);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's folder, or removed meanwhile.
            }
        }
    }
}
