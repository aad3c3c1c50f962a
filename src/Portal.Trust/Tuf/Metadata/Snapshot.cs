namespace Portal.Trust.Tuf.Metadata;

/// <summary>Which version of every targets role belongs together. Keys are file names: <c>targets.json</c>.</summary>
public sealed record Snapshot(
    long Version,
    DateTimeOffset Expires,
    IReadOnlyDictionary<string, MetaFile> Meta
) : SignedPart(Version, Expires)
{
    /// <summary>What is said of a role.</summary>
    public MetaFile? Of(string role) => Meta.GetValueOrDefault(role + ".json");

    internal static Snapshot FromJson(JsonValue json)
    {
        var fields = new Fields(json, "signed");
        var (version, expires, spec) = ReadCommon(fields, RoleName.Snapshot);
        return new Snapshot(version, expires, ReadMeta(fields))
        {
            SpecVersion = spec,
            Unknown = fields.Rest("_type", "spec_version", "version", "expires", "meta"),
        };
    }

    internal static Dictionary<string, MetaFile> ReadMeta(Fields fields)
    {
        var meta = new Dictionary<string, MetaFile>(StringComparer.Ordinal);
        foreach (var (name, value, path) in fields.Members("meta"))
        {
            meta.Add(name, MetaFile.FromJson(value, path));
        }

        return meta;
    }

    public override JsonObject ToJson() =>
        WriteCommon(RoleName.Snapshot)
            .Add(
                "meta",
                new JsonObject(
                    Meta.Select(file =>
                        KeyValuePair.Create<string, JsonValue>(file.Key, file.Value.ToJson())
                    )
                )
            )
            .Rest(Unknown)
            .Done();
}
