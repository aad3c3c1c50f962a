namespace Portal.Trust.Tuf.Metadata;

/// <summary>What a snapshot or timestamp says of another metadata file.</summary>
/// <param name="Version">At least 1.</param>
/// <param name="Length">In bytes, where given.</param>
/// <param name="Hashes">Where given.</param>
public sealed record MetaFile(long Version, long? Length = null, Hashes? Hashes = null)
{
    /// <summary>Fields that nobody here knows.</summary>
    public JsonObject Unknown { get; init; } = JsonObject.Empty;

    /// <summary>With length and hash of these bytes.</summary>
    public static MetaFile Of(long version, ReadOnlySpan<byte> file) =>
        new(version, file.Length, Hashes.Of(file));

    internal static MetaFile FromJson(JsonValue json, string path)
    {
        var fields = new Fields(json, path);
        return new MetaFile(
            fields.Number("version", 1),
            fields.Has("length") ? fields.Number("length", 1) : null,
            fields.Has("hashes") ? Hashes.FromJson(fields) : null
        )
        {
            Unknown = fields.Rest("version", "length", "hashes"),
        };
    }

    internal JsonObject ToJson()
    {
        var json = new FieldWriter().Add("version", Version);
        if (Length is { } length)
        {
            json.Add("length", length);
        }

        if (Hashes is not null)
        {
            json.Add("hashes", Hashes.ToJson());
        }

        return json.Rest(Unknown).Done();
    }

    /// <summary>Refuses bytes that are not the ones meant. Nothing is parsed before this was asked.</summary>
    internal void Check(ReadOnlySpan<byte> file, string role)
    {
        if ((Length is { } length && length != file.Length) || Hashes?.Match(file) == false)
        {
            throw new TufException(
                TufFault.HashMismatch,
                $"{role}: length or hash is not what the metadata above it names."
            );
        }
    }
}
