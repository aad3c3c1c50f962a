namespace Portal.Trust.Tuf.Metadata;

/// <summary>The fields of one object, read by name and kind. Errors name the field by its path in the document.</summary>
internal readonly struct Fields
{
    private readonly JsonObject _object;
    private readonly string _path;

    public Fields(JsonValue value, string path)
    {
        _path = path;
        _object = value as JsonObject ?? throw Bad(path, "an object");
    }

    public JsonObject Object => _object;

    public bool Has(string name) => _object.TryGet(name, out _);

    public string Text(string name) =>
        Require(name) is JsonString s ? s.Value : throw Bad(At(name), "a string");

    /// <summary>An integer within bounds.</summary>
    public long Number(string name, long least, long most = JsonValue.MaxInteger) =>
        Require(name) is JsonInteger i && i.Value >= least && i.Value <= most
            ? i.Value
            : throw Bad(At(name), $"an integer from {least} to {most}");

    public bool Boolean(string name) =>
        Require(name) is JsonBoolean b ? b.Value : throw Bad(At(name), "true or false");

    public Fields Child(string name) => new(Require(name), At(name));

    /// <summary>The items of an array, each with its path.</summary>
    public IEnumerable<(JsonValue Value, string Path)> Items(string name)
    {
        var path = At(name);
        var array = Require(name) as JsonArray ?? throw Bad(path, "an array");
        return array.Items.Select((item, i) => (item, $"{path}[{i}]"));
    }

    /// <summary>The members of an object whose names are data, each with its path.</summary>
    public IEnumerable<(string Name, JsonValue Value, string Path)> Members(string name)
    {
        var child = Child(name);
        return child._object.Members.Select(member =>
            (member.Key, member.Value, $"{child._path}.{StrictJson.Shown(member.Key)}")
        );
    }

    public IReadOnlyList<string> Strings(string name) =>
        [
            .. Items(name)
                .Select(item =>
                    item.Value is JsonString s ? s.Value : throw Bad(item.Path, "a string")
                ),
        ];

    public JsonObject Rest(params ReadOnlySpan<string> known) => _object.Without(known);

    public TufException Wrong(string name, string expected) => Bad(At(name), expected);

    private string At(string name) => $"{_path}.{name}";

    private JsonValue Require(string name) =>
        _object.TryGet(name, out var value)
            ? value
            : throw new TufException(TufFault.Malformed, $"{At(name)} is missing.");

    private static TufException Bad(string path, string expected) =>
        new(TufFault.Malformed, $"{path} is not {expected}.");
}
