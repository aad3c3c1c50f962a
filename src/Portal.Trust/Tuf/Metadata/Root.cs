namespace Portal.Trust.Tuf.Metadata;

/// <summary>The root of trust: which keys speak for the four top-level roles.</summary>
public sealed record Root(
    long Version,
    DateTimeOffset Expires,
    KeyList Keys,
    IReadOnlyDictionary<string, RoleKeys> Roles
) : SignedPart(Version, Expires), IDelegator
{
    /// <summary>True: metadata and targets have their version or hash in their names. Always so here.</summary>
    public bool ConsistentSnapshot { get; init; } = true;

    /// <summary>Who signs for a top-level role.</summary>
    public RoleKeys? KeysOf(string role) => Roles.GetValueOrDefault(role);

    internal static Root FromJson(JsonValue json)
    {
        var fields = new Fields(json, "signed");
        var (version, expires, spec) = ReadCommon(fields, RoleName.Root);
        var roles = new Dictionary<string, RoleKeys>(StringComparer.Ordinal);
        foreach (var (name, value, path) in fields.Members("roles"))
        {
            roles.Add(name, RoleKeys.FromJson(value, path));
        }

        foreach (
            var role in new[]
            {
                RoleName.Root,
                RoleName.Targets,
                RoleName.Snapshot,
                RoleName.Timestamp,
            }
        )
        {
            if (!roles.ContainsKey(role))
            {
                throw fields.Wrong("roles", $"complete: '{role}' is missing");
            }
        }

        return new Root(version, expires, KeyList.FromJson(fields), roles)
        {
            SpecVersion = spec,
            ConsistentSnapshot =
                fields.Has("consistent_snapshot") && fields.Boolean("consistent_snapshot"),
            Unknown = fields.Rest(
                "_type",
                "spec_version",
                "version",
                "expires",
                "keys",
                "roles",
                "consistent_snapshot"
            ),
        };
    }

    public override JsonObject ToJson() =>
        WriteCommon(RoleName.Root)
            .Add("consistent_snapshot", ConsistentSnapshot)
            .Add("keys", Keys.ToJson())
            .Add(
                "roles",
                new JsonObject(
                    Roles.Select(role =>
                        KeyValuePair.Create<string, JsonValue>(role.Key, role.Value.ToJson())
                    )
                )
            )
            .Rest(Unknown)
            .Done();
}
