namespace Portal.Trust.Tuf.Metadata;

/// <summary>Files that a role vouches for, and roles that it trusts with paths. Top-level and delegated roles alike.</summary>
public sealed record Targets(
    long Version,
    DateTimeOffset Expires,
    IReadOnlyDictionary<string, TargetFile> Files
) : SignedPart(Version, Expires), IDelegator
{
    /// <summary>Null when the field is missing.</summary>
    public Delegations? Delegations { get; init; }

    KeyList IDelegator.Keys => Delegations?.Keys ?? KeyList.Empty;

    /// <summary>Who signs for a role that is delegated to.</summary>
    public RoleKeys? KeysOf(string role) => Delegations?.Find(role)?.Keys;

    internal static Targets FromJson(JsonValue json)
    {
        var fields = new Fields(json, "signed");
        var (version, expires, spec) = ReadCommon(fields, RoleName.Targets);
        var files = new Dictionary<string, TargetFile>(StringComparer.Ordinal);
        foreach (var (name, value, path) in fields.Members("targets"))
        {
            files.Add(name, TargetFile.FromJson(name, value, path));
        }

        return new Targets(version, expires, files)
        {
            SpecVersion = spec,
            Delegations = fields.Has("delegations")
                ? Metadata.Delegations.FromJson(fields.Child("delegations"))
                : null,
            Unknown = fields.Rest(
                "_type",
                "spec_version",
                "version",
                "expires",
                "targets",
                "delegations"
            ),
        };
    }

    public override JsonObject ToJson()
    {
        var json = WriteCommon(RoleName.Targets)
            .Add(
                "targets",
                new JsonObject(
                    Files.Select(file =>
                        KeyValuePair.Create<string, JsonValue>(file.Key, file.Value.ToJson())
                    )
                )
            );
        if (Delegations is not null)
        {
            json.Add("delegations", Delegations.ToJson());
        }

        return json.Rest(Unknown).Done();
    }
}
