using System.Security.Cryptography;
using System.Text;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>
/// What a client has come to trust, as a folder of the files as they were fetched:
/// <code>
/// root.json  timestamp.json  snapshot.json  targets.json  stable.guest-tools.json
/// lock                                                       held while an update runs
/// </code>
/// A file is replaced in one step (temporary file, fsync, rename, fsync of the folder), so a kill leaves the old or the new
/// one. Whoever can write here decides what is trusted.
/// </summary>
public sealed class TrustStore
{
    private const string Suffix = ".json";
    private readonly string _folder;

    /// <summary>In that folder, which is made when it is not there.</summary>
    public TrustStore(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
    }

    /// <summary>What is trusted of a role; null when nothing is, or it is longer than anybody could have accepted.</summary>
    public byte[]? Read(string role, int most)
    {
        try
        {
            var path = PathOf(role);
            return new FileInfo(path).Length <= most ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps the bytes for a role. The same bytes again cost no write.</summary>
    public void Write(string role, ReadOnlySpan<byte> file)
    {
        if (Read(role, file.Length) is { } kept && file.SequenceEqual(kept))
        {
            return;
        }

        AtomicFile.Write(PathOf(role), file);
    }

    /// <summary>Forgets a role.</summary>
    public void Delete(string role) => File.Delete(PathOf(role));

    /// <summary>Takes the store for one update; two at once could leave the older of what both trusted.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Unavailable"/>: another process holds it.</exception>
    public IDisposable Lock()
    {
        try
        {
            // FileShare.None is an flock, which ends with its process.
            return new FileStream(
                Path.Combine(_folder, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException e)
        {
            throw new TufException(
                TufFault.Unavailable,
                $"Another update uses {_folder}, or it cannot be written: {e.Message}",
                e
            );
        }
    }

    private string PathOf(string role)
    {
        var name = RoleName.Encode(role);
        // A name longer than file systems take; no encoded name has a % before an x.
        return Path.Combine(
            _folder,
            name.Length + Suffix.Length <= 200
                ? name + Suffix
                : $"%x{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(role)))}{Suffix}"
        );
    }
}
