using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Archives;

/// <summary>
/// Takes the bytes of regular files as they are read. Nothing it took counts before the whole archive was read without
/// a finding: a later checksum, or a later path, can refuse the archive. After the first finding nothing more is given.
/// </summary>
public interface IArchiveSink
{
    /// <summary>Opens a place for a file's bytes. The reader writes forward only, and disposes the stream in any case.</summary>
    /// <param name="path">As in the archive: a top folder is still part of it. Find a file by its digest, not by this.</param>
    /// <param name="length">Bytes the archive declares; no more are written.</param>
    ValueTask<Stream> CreateFileAsync(
        ContentPath path,
        long length,
        CancellationToken cancellationToken
    );

    /// <summary>All bytes are written and match what the archive says of this file. Called before the stream is disposed.</summary>
    ValueTask CompleteFileAsync(
        ContentPath path,
        Stream file,
        Digest sha256,
        long length,
        CancellationToken cancellationToken
    );
}

/// <summary>Keeps nothing: the archive is checked and hashed only.</summary>
public sealed class HashOnlySink : IArchiveSink
{
    public static HashOnlySink Instance { get; } = new();

    private HashOnlySink() { }

    public ValueTask<Stream> CreateFileAsync(
        ContentPath path,
        long length,
        CancellationToken cancellationToken
    ) => new(Stream.Null);

    public ValueTask CompleteFileAsync(
        ContentPath path,
        Stream file,
        Digest sha256,
        long length,
        CancellationToken cancellationToken
    ) => ValueTask.CompletedTask;
}
