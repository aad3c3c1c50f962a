using System.Security.Cryptography;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Client;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// A tree that any server of plain files serves:
/// <code>
/// tuf/metadata/  tuf/targets/      the update repository
/// download/PRODUCT/VERSION/        the same images, by a second name for the same bytes, and what belongs to them
/// download/PRODUCT/CHANNEL/        RELEASE, RELEASE.asc
/// keys/openpgp.asc
/// .mirror/                         not served: lock, trust/ (what is trusted), parts/ and new/ (what comes),
///                                  settled (the last whole filling), unreached (since when nothing leads to a file)
/// </code>
/// Each file appears whole under its name: temporary file, fsync, rename, fsync of the folder.
/// </summary>
public sealed class MirrorTree : IDisposable
{
    private const string Own = ".mirror";

    // A portal's umask is 077, and whoever serves the tree is another user.
    private const UnixFileMode FileMode644 =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.OtherRead;

    private const UnixFileMode FolderMode755 =
        FileMode644
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;
    private readonly string _new;

    private MirrorTree(string folder, FileStream @lock)
    {
        Folder = folder;
        _lock = @lock;
        _new = Path.Combine(folder, Own, "new");
        Parts = Path.Combine(folder, Own, "parts");
        // What a killed one left: nobody else writes here while the lock is held.
        if (Directory.Exists(_new))
        {
            Directory.Delete(_new, recursive: true);
        }

        AtomicFile.MakeFolder(_new, FolderMode755);
        AtomicFile.MakeFolder(Parts, FolderMode755);
        Trust = new TrustStore(TrustOf(folder));
    }

    /// <summary>Absolute.</summary>
    public string Folder { get; }

    /// <summary>Where images grow; what a run that was cut off left is gone on with.</summary>
    public string Parts { get; }

    /// <summary>What is trusted of the source.</summary>
    public TrustStore Trust { get; }

    /// <summary>Opens a tree to fill it; the folder is made when it is not there.</summary>
    /// <exception cref="MirrorBusyException">Another process fills it.</exception>
    public static MirrorTree Open(string folder)
    {
        var full = Path.GetFullPath(folder);
        var own = Path.Combine(full, Own);
        AtomicFile.MakeFolder(own, FolderMode755);
        FileStream hold;
        try
        {
            // An flock, which ends with its process.
            hold = new FileStream(
                Path.Combine(own, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            throw new MirrorBusyException(full);
        }

        try
        {
            return new MirrorTree(full, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Where a tree keeps what it trusts, for one who reads it.</summary>
    public static string TrustOf(string folder) => Path.Combine(folder, Own, "trust");

    /// <summary>The full path of a file of the tree.</summary>
    public string PathOf(string path) => Path.Combine(Folder, path);

    public bool Has(string path) => File.Exists(PathOf(path));

    /// <summary>True for a file of that length. Where its name is its hash, it appeared whole: the length says enough.</summary>
    public bool Has(string path, long length) =>
        new FileInfo(PathOf(path)) is { Exists: true } file && file.Length == length;

    /// <summary>Null when there is no such file.</summary>
    public byte[]? Read(string path) => Has(path) ? File.ReadAllBytes(PathOf(path)) : null;

    /// <summary>Puts a file in place; the same bytes again cost no write.</summary>
    /// <returns>True when it is another one now.</returns>
    public bool Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (Has(path, bytes.Length) && bytes.SequenceEqual(Read(path)))
        {
            return false;
        }

        var temporary = NewFile();
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        Adopt(temporary, path);
        return true;
    }

    /// <summary>Gives a file that is whole and flushed its place.</summary>
    public void Adopt(string file, string path)
    {
        var full = PathOf(path);
        AtomicFile.MakeFolder(Path.GetDirectoryName(full)!, FolderMode755);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, FileMode644);
        }

        AtomicFile.Commit(file, full);
    }

    /// <summary>Gives a file of the tree a second name; a copy where that cannot be.</summary>
    public void Link(string existing, string path)
    {
        var temporary = NewFile();
        if (!HardLink.TryMake(PathOf(existing), temporary))
        {
            using var source = File.OpenRead(PathOf(existing));
            using var copy = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
            source.CopyTo(copy);
            copy.Flush(flushToDisk: true);
        }

        Adopt(temporary, path);
        // A rename between two names of one file does nothing, and leaves both.
        File.Delete(temporary);
    }

    /// <summary>A name on the tree's file system that nobody else has, and that nobody serves.</summary>
    public string NewFile() =>
        Path.Combine(_new, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    /// <summary>Every file below a folder of the tree, relative to the tree.</summary>
    public IEnumerable<string> Files(string below) =>
        Directory.Exists(PathOf(below))
            ? Directory
                .EnumerateFiles(PathOf(below), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            : [];

    /// <summary>Names of the folders in a folder of the tree.</summary>
    public IEnumerable<string> FoldersIn(string below) =>
        Directory.Exists(PathOf(below))
            ? Directory
                .EnumerateDirectories(PathOf(below))
                .Select(folder => Path.GetFileName(folder))
            : [];

    /// <summary>Removes a file, and its folder when that is empty then.</summary>
    public void Delete(string path)
    {
        var full = PathOf(path);
        File.Delete(full);
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Removes what came in part.</summary>
    public void ClearParts()
    {
        foreach (var part in Directory.EnumerateFiles(Parts))
        {
            File.Delete(part);
        }
    }

    /// <summary>A file of the tree's own that is not served; null when there is none.</summary>
    internal string? ReadNote(string name) =>
        Read($"{Own}/{name}") is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    internal void WriteNote(string name, string text) =>
        Write($"{Own}/{name}", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Lets the tree go.</summary>
    public void Dispose() => _lock.Dispose();
}
