using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Portal.Iso9660;
using Portal.Protocol;

namespace Portal.Cli.Iso;

/// <summary>One run of bytes that a file of an image consists of.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentExtent(long Offset, long Length);

/// <summary>
/// What an image consists of: the extents of its files, each with its digest, and its metadata. The extents are what hosts
/// fetch, so sections that follow each other are one.
/// </summary>
internal sealed class ImageContents
{
    private const int Sector = 2048;
    private const int BufferSize = 1 << 20;

    private readonly Dictionary<ContentExtent, Digest> _digests = [];
    private readonly SortedDictionary<long, (ContentExtent Extent, string Path)> _extents = [];

    private ImageContents(ImageFile image, IsoReader reader) => (Image, Reader) = (image, reader);

    public ImageFile Image { get; }

    public IsoReader Reader { get; }

    /// <summary>Every extent once, by offset, with one of the files that have it.</summary>
    public IEnumerable<(ContentExtent Extent, string Path)> Extents => _extents.Values;

    public long ExtentBytes => _extents.Values.Sum(item => item.Extent.Length);

    /// <summary>Lists the extents; nothing but the tree is read.</summary>
    public static ImageContents Of(ImageFile image, IsoReader reader)
    {
        var contents = new ImageContents(image, reader);
        foreach (var entry in reader.Entries)
        {
            foreach (var extent in Merged(entry))
            {
                // Of two that begin at the same place the longer one; that happens in images of odd tools only.
                if (
                    !contents._extents.TryGetValue(extent.Offset, out var there)
                    || there.Extent.Length < extent.Length
                )
                {
                    contents._extents[extent.Offset] = (extent, entry.Path);
                }
            }
        }

        return contents;
    }

    public Digest DigestOf(ContentExtent extent) => _digests[extent];

    /// <summary>A file's content, comparable between images: the digests of its extents.</summary>
    public string IdentityOf(IsoEntry entry) =>
        string.Join(' ', Merged(entry).Select(extent => _digests[extent].Hex));

    /// <summary>Reads and hashes what the files consist of.</summary>
    public async Task HashAsync(Action<int> progress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var all = Reader.Entries.SelectMany(Merged).Distinct().OrderBy(extent => extent.Offset);
        foreach (var extent in all)
        {
            await ReadAsync(
                extent.Offset,
                extent.Length,
                buffer,
                bytes =>
                {
                    sha256.AppendData(bytes);
                    progress(bytes.Length);
                },
                cancellationToken
            );
            _digests[extent] = Digest.FromHash(sha256.GetHashAndReset());
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Writes all sectors that are not of a file and not zero to a stream, by offset.</summary>
    /// <returns>Their bytes.</returns>
    public async Task<long> CopyMetadataAsync(Stream target, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var total = 0L;
        var position = 0L;
        foreach (var (extent, _) in _extents.Values.Append((new(Image.Stream.Length, 0), "")))
        {
            await ReadAsync(
                position,
                Math.Max(0, extent.Offset - position),
                buffer,
                bytes =>
                {
                    for (; !bytes.IsEmpty; bytes = bytes[Math.Min(Sector, bytes.Length)..])
                    {
                        var sector = bytes[..Math.Min(Sector, bytes.Length)];
                        if (sector.ContainsAnyExcept((byte)0))
                        {
                            target.Write(sector);
                            total += sector.Length;
                        }
                    }
                },
                cancellationToken
            );
            var end = extent.Offset + extent.Length;
            position = Math.Max(position, (end + Sector - 1) / Sector * Sector);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return total;
    }

    private static List<ContentExtent> Merged(IsoEntry entry)
    {
        var merged = new List<ContentExtent>();
        foreach (var extent in entry.Extents)
        {
            if (
                merged.Count > 0
                && merged[^1] is var last
                && last.Offset + last.Length == extent.Offset
            )
            {
                merged[^1] = last with { Length = last.Length + extent.Length };
            }
            else
            {
                merged.Add(new(extent.Offset, extent.Length));
            }
        }

        return merged;
    }

    /// <summary>Hands a range over in chunks that begin at whole sectors of it.</summary>
    private async Task ReadAsync(
        long offset,
        long length,
        byte[] buffer,
        SpanAction take,
        CancellationToken cancellationToken
    )
    {
        while (length > 0)
        {
            var wanted = (int)Math.Min(BufferSize, length);
            var read = 0;
            while (read < wanted)
            {
                var count = await RandomAccess.ReadAsync(
                    Image.Stream.SafeFileHandle,
                    buffer.AsMemory(read, wanted - read),
                    offset + read,
                    cancellationToken
                );
                if (count == 0)
                {
                    throw new EndOfStreamException($"'{Image.FilePath}' became shorter.");
                }

                read += count;
            }

            take(buffer.AsSpan(0, read));
            offset += read;
            length -= read;
        }
    }

    private delegate void SpanAction(ReadOnlySpan<byte> bytes);
}
