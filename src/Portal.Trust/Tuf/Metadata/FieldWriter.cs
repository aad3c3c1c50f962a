namespace Portal.Trust.Tuf.Metadata;

/// <summary>Builds an object: known fields, then those that were read and not understood.</summary>
internal sealed class FieldWriter
{
    private readonly Dictionary<string, JsonValue> _members = new(StringComparer.Ordinal);

    public FieldWriter Add(string name, JsonValue value)
    {
        _members.Add(name, value);
        return this;
    }

    public FieldWriter Add(string name, string value) => Add(name, new JsonString(value));

    public FieldWriter Add(string name, long value) => Add(name, new JsonInteger(value));

    public FieldWriter Add(string name, bool value) => Add(name, new JsonBoolean(value));

    public FieldWriter Add(string name, IEnumerable<string> values) =>
        Add(name, new JsonArray([.. values.Select(value => new JsonString(value))]));

    public FieldWriter Rest(JsonObject unknown)
    {
        foreach (var (name, value) in unknown.Members)
        {
            _members.TryAdd(name, value);
        }

        return this;
    }

    public JsonObject Done() => new(_members);
}
