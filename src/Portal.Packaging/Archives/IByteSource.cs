namespace Portal.Packaging.Archives;

/// <summary>The bytes of a tar, compressed or not. Malformed input throws <see cref="ArchiveDefect"/>.</summary>
internal interface IByteSource
{
    /// <summary>Reads some bytes; 0 at the end, once everything after them was checked.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>The bytes as they lie in the archive.</summary>
internal sealed class PlainSource(Stream archive) : IByteSource
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        archive.ReadAsync(buffer, cancellationToken);
}
