namespace Portal.Trust.Tuf.Metadata;

/// <summary>Who may sign for a role, and how many of them have to.</summary>
/// <param name="KeyIds">Each once.</param>
/// <param name="Threshold">At least 1; more than there are keys means that nobody can sign.</param>
public sealed record RoleKeys(IReadOnlyList<string> KeyIds, int Threshold)
{
    /// <summary>Fields that nobody here knows.</summary>
    public JsonObject Unknown { get; init; } = JsonObject.Empty;

    internal static RoleKeys FromJson(JsonValue json, string path)
    {
        var fields = new Fields(json, path);
        return Read(fields) with { Unknown = fields.Rest("keyids", "threshold") };
    }

    internal static RoleKeys Read(Fields fields)
    {
        var keyIds = fields.Strings("keyids");
        return keyIds.Distinct(StringComparer.Ordinal).Count() == keyIds.Count
            ? new RoleKeys(keyIds, (int)fields.Number("threshold", 1, int.MaxValue))
            : throw fields.Wrong("keyids", "a list in which each key is once");
    }

    internal JsonObject ToJson() =>
        new FieldWriter().Add("keyids", KeyIds).Add("threshold", Threshold).Rest(Unknown).Done();
}
