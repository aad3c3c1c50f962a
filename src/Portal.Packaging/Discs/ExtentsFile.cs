using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Iso9660;
using Portal.Protocol;

namespace Portal.Packaging.Discs;

/// <summary>
/// <c>extents.json</c>: all of an image but the contents it refers to. The image's length, its first bytes compressed, and
/// where which content lies; what is in neither is zeros. A host that has the contents, or fetches those it lacks by their
/// digests, makes the image from it. docs/formats.md has an example.
/// </summary>
public static class ExtentsFile
{
    /// <summary>Heads are a few percent of an image; one of more is none of ours.</summary>
    private const int MaxHeadLength = 1 << 30;

    public static byte[] Write(IsoImageParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var rows = parts.Extents.Select(e => new Row(
            e.Offset,
            e.Length,
            Digest.Parse(e.ContentId)
        ));
        var head = new HeadRow(
            parts.Head.Length,
            Digest.Of(parts.Head.Span),
            Compress(parts.Head.Span)
        );
        return JsonSerializer.SerializeToUtf8Bytes(
            new Whole(parts.Length, head, [.. rows]),
            ExtentsJson.Default.Whole
        );
    }

    /// <exception cref="JsonException">The bytes are anything else.</exception>
    public static (long Length, IReadOnlyList<IsoExtent> Extents) Read(ReadOnlySpan<byte> json)
    {
        var whole = Parse(json);
        return (whole.Length, Extents(whole));
    }

    /// <summary>The image as it can be read or written; null from a file of version 0.1, which had no head.</summary>
    /// <param name="json">The file.</param>
    /// <param name="mostHead">Bytes that the head may have, which comes compressed.</param>
    /// <exception cref="JsonException">The bytes are anything else, or the head is not the one that was written.</exception>
    public static IsoImageParts? ReadParts(ReadOnlySpan<byte> json, long mostHead = MaxHeadLength)
    {
        var whole = Parse(json);
        if (whole.Head is null)
        {
            return null;
        }

        try
        {
            return new IsoImageParts(
                Expand(whole.Head, mostHead),
                Extents(whole),
                default,
                whole.Length
            );
        }
        catch (Exception e) when (e is IsoException or InvalidDataException or IOException)
        {
            throw new JsonException($"These are not the parts of an image: {e.Message}", e);
        }
    }

    private static Whole Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ExtentsJson.Default.Whole) is { } whole
        && whole.Extents?.Contains(null!) == false
        && whole.Head is null or { Gzip: not null }
            ? whole
            : throw new JsonException("No extents.");

    private static IReadOnlyList<IsoExtent> Extents(Whole whole) =>
        [.. whole.Extents.Select(r => new IsoExtent(r.Offset, r.Length, r.Sha256.Hex))];

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static byte[] Expand(HeadRow head, long most)
    {
        if (head.Length < 0 || head.Length > Math.Min(most, MaxHeadLength))
        {
            throw new InvalidDataException($"a head of {head.Length} bytes.");
        }

        var bytes = new byte[head.Length];
        using var gzip = new GZipStream(new MemoryStream(head.Gzip), CompressionMode.Decompress);
        gzip.ReadExactly(bytes);
        return gzip.ReadByte() < 0 && Digest.Of(bytes) == head.Sha256
            ? bytes
            : throw new InvalidDataException("the head has another length or digest than it says.");
    }

    internal sealed record Whole(long Length, HeadRow? Head, IReadOnlyList<Row> Extents);

    /// <summary>The image's first bytes.</summary>
    internal sealed record HeadRow(int Length, Digest Sha256, byte[] Gzip);

    internal sealed record Row(long Offset, long Length, Digest Sha256);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExtentsFile.Whole))]
internal sealed partial class ExtentsJson : JsonSerializerContext;
