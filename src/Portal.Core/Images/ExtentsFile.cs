using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Iso9660;
using Portal.Protocol;

namespace Portal.Images;

/// <summary>
/// Where which content lies on an image, as JSON: <c>{"length": 4096, "extents": [{"offset": 0, "length": 1,
/// "sha256": "..."}]}</c>, offsets and lengths in bytes, extents by offset.
/// </summary>
public static class ExtentsFile
{
    public static byte[] Write(IsoImageParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var rows = parts.Extents.Select(e => new Row(
            e.Offset,
            e.Length,
            Digest.Parse(e.ContentId)
        ));
        return JsonSerializer.SerializeToUtf8Bytes(
            new Whole(parts.Length, [.. rows]),
            ExtentsJson.Default.Whole
        );
    }

    /// <exception cref="JsonException">The bytes are anything else.</exception>
    public static (long Length, IReadOnlyList<IsoExtent> Extents) Read(ReadOnlySpan<byte> json)
    {
        var whole =
            JsonSerializer.Deserialize(json, ExtentsJson.Default.Whole)
            ?? throw new JsonException("No extents.");
        return (
            whole.Length,
            [.. whole.Extents.Select(r => new IsoExtent(r.Offset, r.Length, r.Sha256.Hex))]
        );
    }

    internal sealed record Whole(long Length, IReadOnlyList<Row> Extents);

    internal sealed record Row(long Offset, long Length, Digest Sha256);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExtentsFile.Whole))]
internal sealed partial class ExtentsJson : JsonSerializerContext;
