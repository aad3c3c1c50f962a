using System.IO.Compression;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives.Zip;

/// <summary>The bytes of one entry: inflated, counted and held against the length and checksum of the directory.</summary>
internal static class ZipData
{
    // Enough to see where the compressed data ends; the rest comes in large pieces.
    private const int OneByOne = 32;

    /// <summary>Gives all bytes to <paramref name="take"/>.</summary>
    /// <param name="archive">Positioned at the data; left at its end.</param>
    /// <param name="entry">What the directory says.</param>
    /// <param name="budget">Charged with every byte.</param>
    /// <param name="buffer">For the pieces.</param>
    /// <param name="take">Called for each piece.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>What is wrong with the data; null when it is good. The next entry can be read in either case.</returns>
    public static async Task<(ContentRule Rule, string Message)?> ReadAsync(
        Stream archive,
        ZipEntry entry,
        UnpackBudget budget,
        Memory<byte> buffer,
        Func<ReadOnlyMemory<byte>, ValueTask> take,
        CancellationToken cancellationToken
    )
    {
        var end = archive.Position + entry.CompressedLength;
        // A folder may say that it is deflated and have no data at all.
        var isDeflated = entry.Method == ZipFields.Deflated && entry.CompressedLength > 0;
        var input = new DeflateInput(archive, entry.CompressedLength, isDeflated ? OneByOne : 0);
        var data = isDeflated
            ? new DeflateStream(input, CompressionMode.Decompress)
            : (Stream)input;
        await using (data.ConfigureAwait(false))
        {
            uint crc = 0;
            long length = 0;
            try
            {
                int count;
                while (
                    (count = await data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
                    > 0
                )
                {
                    budget.Charge(count);
                    length += count;
                    if (length > entry.Length)
                    {
                        return Lies(entry, archive, end);
                    }

                    crc = Crc32.Append(crc, buffer.Span[..count]);
                    await take(buffer[..count]).ConfigureAwait(false);
                }
            }
            catch (InvalidDataException)
            {
                archive.Position = end;
                return (ArchiveRules.Compressed, "The entry's compressed data is damaged.");
            }

            archive.Position = end;
            var stopsAtEnd =
                !isDeflated || (!input.RanOut && input.Consumed == entry.CompressedLength);
            return length != entry.Length ? Lies(entry, archive, end)
                : !stopsAtEnd
                    ? (
                        ArchiveRules.Compressed,
                        "The entry's compressed data does not end where it should."
                    )
                : crc != entry.Crc
                    ? (ArchiveRules.Checksum, "The entry does not match its checksum.")
                : null;
        }
    }

    private static (ContentRule, string) Lies(ZipEntry entry, Stream archive, long end)
    {
        archive.Position = end;
        return (
            ArchiveRules.Size,
            $"The entry does not have the {entry.Length} bytes that it declares."
        );
    }
}
