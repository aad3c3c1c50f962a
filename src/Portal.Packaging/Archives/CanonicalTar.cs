using System.Buffers;
using Portal.Packaging.Archives.Tar;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Archives;

/// <summary>
/// The one tar of a content list: ustar, with pax headers only where needed, entries in the list's order, no times, no
/// owners, no folders but empty ones, two closing zero blocks and no padding. The same list gives the same bytes, and
/// <see cref="ArchiveReader"/> gives the same list back.
/// </summary>
public static class CanonicalTar
{
    private const int ChunkSize = 128 << 10;
    private const int EndLength = 2 * TarHeader.BlockSize;

    /// <summary>Bytes that <see cref="WriteAsync"/> will write.</summary>
    public static long LengthOf(ContentList contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return EndLength
            + contents.Entries.Sum(entry =>
                CanonicalHeader.Write(entry).Length + CanonicalHeader.Padded(entry.Length)
            );
    }

    /// <summary>Writes the tar.</summary>
    /// <param name="contents">What it is to hold.</param>
    /// <param name="open">Opens the bytes of a file by their digest; the stream is disposed here.</param>
    /// <param name="destination">Written forward only; stays open.</param>
    /// <param name="cancellationToken">Ends writing, in the middle.</param>
    /// <exception cref="IOException">A file's bytes are more or fewer than the list says, or a stream failed.</exception>
    public static async Task WriteAsync(
        ContentList contents,
        Func<Digest, CancellationToken, ValueTask<Stream>> open,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(destination);
        foreach (var entry in contents.Entries)
        {
            await destination
                .WriteAsync(CanonicalHeader.Write(entry), cancellationToken)
                .ConfigureAwait(false);
            if (entry.Kind is ContentKind.File)
            {
                var file = await open(entry.Sha256, cancellationToken).ConfigureAwait(false);
                await using (file.ConfigureAwait(false))
                {
                    await CopyAsync(entry, file, destination, cancellationToken)
                        .ConfigureAwait(false);
                }
            }
        }

        await destination.WriteAsync(new byte[EndLength], cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(
        ContentEntry entry,
        Stream file,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            long length = 0;
            int count;
            while (
                (count = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0
            )
            {
                length += count;
                if (length > entry.Length)
                {
                    break;
                }

                await destination
                    .WriteAsync(buffer.AsMemory(0, count), cancellationToken)
                    .ConfigureAwait(false);
            }

            if (length != entry.Length)
            {
                throw new IOException(
                    $"'{entry.Path}' does not have the {entry.Length} bytes of the content list."
                );
            }

            var padding = new byte[CanonicalHeader.Padded(length) - length];
            await destination.WriteAsync(padding, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
