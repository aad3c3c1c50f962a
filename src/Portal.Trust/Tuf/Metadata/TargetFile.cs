namespace Portal.Trust.Tuf.Metadata;

/// <summary>A file that a targets role vouches for.</summary>
/// <param name="Path">Where, relative to the targets' address, with <c>/</c>.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hashes">At least one.</param>
public sealed record TargetFile(string Path, long Length, Hashes Hashes)
{
    /// <summary><c>custom</c> and fields that nobody here knows.</summary>
    public JsonObject Unknown { get; init; } = JsonObject.Empty;

    /// <summary>By its bytes.</summary>
    public static TargetFile Of(string path, ReadOnlySpan<byte> data) =>
        new(path, data.Length, Hashes.Of(data));

    /// <summary>The file's path in a consistent snapshot: <c>stable/guest-tools/SHA256.channel.json</c>.</summary>
    public string HashedPath
    {
        get
        {
            var slash = Path.LastIndexOf('/') + 1;
            return $"{Path[..slash]}{Hashes.Prefix}.{Path[slash..]}";
        }
    }

    internal static TargetFile FromJson(string name, JsonValue json, string path)
    {
        var fields = new Fields(json, path);
        return new TargetFile(name, fields.Number("length", 0), Hashes.FromJson(fields))
        {
            Unknown = fields.Rest("length", "hashes"),
        };
    }

    internal JsonObject ToJson() =>
        new FieldWriter().Add("length", Length).Add("hashes", Hashes.ToJson()).Rest(Unknown).Done();
}
