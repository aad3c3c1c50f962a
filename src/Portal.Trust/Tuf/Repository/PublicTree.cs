using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// The tree that is served, and that a mirror copies:
/// <code>
/// metadata/1.root.json  N.targets.json  N.snapshot.json  N.stable.guest-tools.json    written once, never changed
/// metadata/timestamp.json                                                             replaced in one step
/// targets/stable/guest-tools/SHA256.channel.json                                      written once
/// </code>
/// Each file: temporary file, fsync, rename, fsync of the folder. In the order of the caller, a kill at any moment leaves a
/// tree in which everything that timestamp.json leads to is there.
/// </summary>
internal sealed class PublicTree
{
    private const int BufferSize = 256 * 1024;
    private readonly string _metadata;
    private readonly string _targets;

    public PublicTree(string folder)
    {
        var full = Path.GetFullPath(folder);
        _metadata = Path.Combine(full, "metadata");
        _targets = Path.Combine(full, "targets");
        Directory.CreateDirectory(_metadata);
        Directory.CreateDirectory(_targets);
        Durable.SyncFolder(full);
    }

    /// <summary>Reads a metadata file; null when it is not there.</summary>
    public byte[]? Read(string role, long? version)
    {
        var path = PathOf(role, version);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>The newest root of an unbroken row; null before the first.</summary>
    public byte[]? ReadNewestRoot()
    {
        byte[]? newest = null;
        for (var version = 1L; Read(RoleName.Root, version) is { } root; version++)
        {
            newest = root;
        }

        return newest;
    }

    /// <summary>Writes a file of a version.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Refused"/>: that version is there, with other content.</exception>
    public void WriteOnce(string role, long version, byte[] file)
    {
        if (Read(role, version) is { } there)
        {
            if (!file.AsSpan().SequenceEqual(there))
            {
                throw new TufException(
                    TufFault.Refused,
                    $"{RoleName.ToFile(role, version)} is published already, and says something else."
                );
            }

            return;
        }

        AtomicFile.Write(PathOf(role, version), file);
    }

    /// <summary>The moment at which all that was written becomes what clients see.</summary>
    public void WriteTimestamp(byte[] file) =>
        AtomicFile.Write(PathOf(RoleName.Timestamp, null), file);

    /// <summary>Writes the bytes of a target, unless they are there.</summary>
    /// <exception cref="TufException"><see cref="TufFault.HashMismatch"/>: the bytes are not those that metadata would promise.</exception>
    public void WriteTarget(TargetContent target)
    {
        if (target.Open is not { } open)
        {
            return;
        }

        var path = Path.Combine(_targets, target.File.HashedPath);
        // Its name is its hash, and it appeared whole: the length says enough.
        if (File.Exists(path) && new FileInfo(path).Length == target.File.Length)
        {
            return;
        }

        MakeFolder(Path.GetDirectoryName(path)!);
        var temporary = AtomicFile.TemporaryFor(path);
        try
        {
            Copy(target, open, temporary);
            AtomicFile.Commit(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes what killed writers left; for the one who holds the lock.</summary>
    public void Sweep()
    {
        foreach (var folder in new[] { _metadata, _targets })
        {
            foreach (
                var file in Directory.EnumerateFiles(
                    folder,
                    $".*{AtomicFile.TemporarySuffix}",
                    new EnumerationOptions
                    {
                        RecurseSubdirectories = true,
                        AttributesToSkip = FileAttributes.ReparsePoint,
                    }
                )
            )
            {
                File.Delete(file);
            }
        }
    }

    private static void Copy(TargetContent target, Func<Stream> open, string temporary)
    {
        using var source = open();
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
        using var check = new HashCheck(target.File.Hashes);
        var buffer = new byte[BufferSize];
        var length = 0L;
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            file.Write(buffer, 0, read);
            check.Append(buffer.AsSpan(0, read));
            length += read;
        }

        if (length != target.File.Length || !check.Matches())
        {
            throw new TufException(
                TufFault.HashMismatch,
                $"{target.File.Path}: the bytes are not those of its length and hash."
            );
        }

        file.Flush(flushToDisk: true);
    }

    private void MakeFolder(string folder)
    {
        if (folder == _targets || Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        MakeFolder(parent);
        Directory.CreateDirectory(folder);
        Durable.SyncFolder(parent);
    }

    private string PathOf(string role, long? version) =>
        Path.Combine(_metadata, RoleName.ToFile(role, version));
}
