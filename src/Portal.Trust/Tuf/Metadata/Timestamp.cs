namespace Portal.Trust.Tuf.Metadata;

/// <summary>Which snapshot is the newest: the one file that changes under its name.</summary>
public sealed record Timestamp(long Version, DateTimeOffset Expires, MetaFile Snapshot)
    : SignedPart(Version, Expires)
{
    private const string SnapshotFile = "snapshot.json";

    internal static Timestamp FromJson(JsonValue json)
    {
        var fields = new Fields(json, "signed");
        var (version, expires, spec) = ReadCommon(fields, RoleName.Timestamp);
        var meta = Metadata.Snapshot.ReadMeta(fields);
        return meta.Count == 1 && meta.TryGetValue(SnapshotFile, out var snapshot)
            ? new Timestamp(version, expires, snapshot)
            {
                SpecVersion = spec,
                Unknown = fields.Rest("_type", "spec_version", "version", "expires", "meta"),
            }
            : throw fields.Wrong("meta", $"an object with {SnapshotFile} alone");
    }

    public override JsonObject ToJson() =>
        WriteCommon(RoleName.Timestamp)
            .Add(
                "meta",
                new JsonObject([
                    KeyValuePair.Create<string, JsonValue>(SnapshotFile, Snapshot.ToJson()),
                ])
            )
            .Rest(Unknown)
            .Done();
}
