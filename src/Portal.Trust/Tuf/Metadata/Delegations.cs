namespace Portal.Trust.Tuf.Metadata;

/// <summary>Roles that a targets role delegates to, in the order of trust, and their keys.</summary>
public sealed record Delegations(KeyList Keys, IReadOnlyList<DelegatedRole> Roles)
{
    /// <summary>To nobody.</summary>
    public static Delegations None { get; } = new(KeyList.Empty, []);

    /// <summary>Fields that nobody here knows.</summary>
    public JsonObject Unknown { get; init; } = JsonObject.Empty;

    /// <summary>The role of that name.</summary>
    public DelegatedRole? Find(string name) => Roles.FirstOrDefault(role => role.Name == name);

    internal static Delegations FromJson(Fields fields)
    {
        var roles = fields
            .Items("roles")
            .Select(item => DelegatedRole.FromJson(item.Value, item.Path))
            .ToList();
        // One name twice: clients take the first, or the last, or both.
        return roles.DistinctBy(role => role.Name).Count() == roles.Count
            ? new Delegations(KeyList.FromJson(fields), roles)
            {
                Unknown = fields.Rest("keys", "roles"),
            }
            : throw fields.Wrong("roles", "a list in which each name is once");
    }

    internal JsonObject ToJson() =>
        new FieldWriter()
            .Add("keys", Keys.ToJson())
            .Add("roles", new JsonArray([.. Roles.Select(role => role.ToJson())]))
            .Rest(Unknown)
            .Done();
}
