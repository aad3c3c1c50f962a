using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Blobs;

/// <summary>
/// Files by their SHA-256, each kept once, read-only:
/// <code>
/// blobs/sha256/ab/ab12...   64 hexadecimal digits, 0444
/// </code>
/// A file enters by rename from staging and is complete from then on. Nothing but <see cref="BlobCollection"/> deletes one.
/// </summary>
public sealed class BlobStore
{
    private readonly string _root;
    private readonly BlobGate _gate;
    private readonly TimeProvider _clock;

    /// <exception cref="IOException">Staging lies on another file system, or the folder cannot be made.</exception>
    public BlobStore(
        IOptions<BlobOptions> options,
        DataFolder data,
        BlobGate gate,
        TimeProvider clock
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        _root = Path.Combine(Path.GetFullPath(options.Value.Path), "sha256");
        _gate = gate;
        _clock = clock;
        if (data.IsObserved)
        {
            return;
        }

        Directory.CreateDirectory(_root);
        Disk.Sync([_root, Path.GetDirectoryName(_root)!]);
        TryRename(Path.GetFullPath(options.Value.StagingPath));
    }

    /// <summary>Length in bytes; null when the store does not hold it.</summary>
    public long? Length(Digest digest) =>
        new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>For reading at offsets by many at once.</summary>
    /// <exception cref="FileNotFoundException">The store does not hold it.</exception>
    public SafeFileHandle Open(Digest digest)
    {
        try
        {
            // Any sharing but this one would take a lock on the file.
            return File.OpenHandle(PathOf(digest), share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new FileNotFoundException($"No blob {digest} is in the store.", e);
        }
    }

    /// <summary>For reading from the beginning, unbuffered.</summary>
    /// <exception cref="FileNotFoundException">The store does not hold it.</exception>
    public Stream OpenStream(Digest digest) =>
        new FileStream(Open(digest), FileAccess.Read, bufferSize: 0, isAsync: false);

    /// <summary>The bytes of a small blob.</summary>
    /// <exception cref="FileNotFoundException">The store does not hold it.</exception>
    public async Task<byte[]> ReadAsync(Digest digest, CancellationToken cancellationToken)
    {
        using var handle = Open(digest);
        var bytes = new byte[RandomAccess.GetLength(handle)];
        for (var read = 0; read < bytes.Length; )
        {
            var more = await RandomAccess.ReadAsync(
                handle,
                bytes.AsMemory(read),
                read,
                cancellationToken
            );
            read += more > 0 ? more : throw new EndOfStreamException($"Blob {digest} was cut.");
        }

        return bytes;
    }

    /// <summary>
    /// Puts the staged files on the disk and into the store, where they stay at least until the placement is disposed.
    /// What the store holds already is not written again, only marked as young.
    /// </summary>
    /// <param name="db">The context that saves the rows; not in a transaction.</param>
    public async Task<BlobPlacement> PlaceAsync(
        PortalDb db,
        IReadOnlyCollection<StagedBlob> blobs,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(blobs);
        // Syncing takes the longest and needs no gate.
        Disk.Sync([.. blobs.Select(blob => blob.Path)]);
        var pass = await _gate.ShareAsync(db, cancellationToken);
        try
        {
            var folders = new HashSet<string>();
            foreach (var blob in blobs)
            {
                Place(blob, folders);
            }

            Disk.Sync(folders);
            return new(pass);
        }
        catch
        {
            await pass.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Holds blobs that the store has already, as a placement holds those that it brought: rows that are saved before it is
    /// completed may reference them.
    /// </summary>
    /// <param name="placement">Not disposed yet: it keeps the collector away.</param>
    /// <returns>False when one is missing.</returns>
    public bool TryHold(BlobPlacement placement, IEnumerable<Digest> blobs)
    {
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentNullException.ThrowIfNull(blobs);
        var now = _clock.GetUtcNow().UtcDateTime;
        try
        {
            foreach (var blob in blobs)
            {
                // A sweep that marked before the rows were there finds it young.
                File.SetLastWriteTimeUtc(PathOf(blob), now);
            }

            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Every blob's digest, in no order.</summary>
    internal IEnumerable<Digest> All()
    {
        if (!Directory.Exists(_root))
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
        {
            if (Digest.TryParse(Path.GetFileName(file), out var digest) && PathOf(digest) == file)
            {
                yield return digest;
            }
        }
    }

    /// <summary>Length, and when it was last placed; null when another node has swept it.</summary>
    internal (long Length, DateTimeOffset PlacedAt)? Inspect(Digest digest) =>
        new FileInfo(PathOf(digest)) is { Exists: true } file
            ? (file.Length, new DateTimeOffset(file.LastWriteTimeUtc))
            : null;

    /// <summary>Only for the collector, which holds the gate.</summary>
    internal void Delete(Digest digest) => File.Delete(PathOf(digest));

    internal string PathOf(Digest digest) => Path.Combine(_root, digest.Hex[..2], digest.Hex);

    private void Place(StagedBlob blob, HashSet<string> folders)
    {
        var path = PathOf(blob.Digest);
        var now = _clock.GetUtcNow().UtcDateTime;

        // Also for a blob that is there: the upload that brought it may not have synced its folder yet.
        var folder = Path.GetDirectoryName(path)!;
        folders.Add(folder);
        // A length that differs is a file that some disk or person damaged: it is replaced by the good one.
        if (Length(blob.Digest) == blob.Length)
        {
            File.SetLastWriteTimeUtc(path, now);
            return;
        }

        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            folders.Add(_root);
        }

        File.SetLastWriteTimeUtc(blob.Path, now);
        Disk.Rename(blob.Path, path);
    }

    /// <summary>Tells at start, and not at the first upload, that files cannot enter by rename.</summary>
    private void TryRename(string staging)
    {
        Directory.CreateDirectory(
            staging,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        var name = $"probe-{Guid.NewGuid():N}";
        var probe = Path.Combine(staging, name);
        File.WriteAllBytes(probe, []);
        try
        {
            Disk.Rename(probe, Path.Combine(_root, name));
        }
        finally
        {
            File.Delete(probe);
            File.Delete(Path.Combine(_root, name));
        }
    }
}
