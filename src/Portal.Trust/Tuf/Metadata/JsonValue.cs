using System.Diagnostics.CodeAnalysis;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// A JSON value as signatures see it: what a document says, without how it was spelled. Fields that nobody here knows
/// are kept, since a signature covers them too.
/// </summary>
public abstract record JsonValue
{
    /// <summary>The largest integer that every client reads without loss: 2^53 - 1.</summary>
    public const long MaxInteger = (1L << 53) - 1;

    private protected JsonValue() { }
}

/// <summary>A string without lone surrogates.</summary>
public sealed record JsonString(string Value) : JsonValue;

/// <summary>An integer of at most 53 bits; metadata has no other numbers.</summary>
public sealed record JsonInteger(long Value) : JsonValue;

/// <summary>true or false.</summary>
public sealed record JsonBoolean(bool Value) : JsonValue;

/// <summary>null; only in fields that nobody here knows.</summary>
public sealed record JsonNull : JsonValue;

/// <summary>An array, in order.</summary>
public sealed record JsonArray(IReadOnlyList<JsonValue> Items) : JsonValue;

/// <summary>An object: its members in the order of the document, each name once.</summary>
public sealed record JsonObject : JsonValue
{
    private readonly Dictionary<string, JsonValue> _members;

    public JsonObject(IEnumerable<KeyValuePair<string, JsonValue>> members) =>
        _members = new Dictionary<string, JsonValue>(members, StringComparer.Ordinal);

    /// <summary>Without any member.</summary>
    public static JsonObject Empty { get; } = new([]);

    /// <summary>The members by name.</summary>
    public IReadOnlyDictionary<string, JsonValue> Members => _members;

    /// <summary>The member of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out JsonValue? value) =>
        _members.TryGetValue(name, out value);

    /// <summary>The members with other names than these.</summary>
    public JsonObject Without(params ReadOnlySpan<string> names)
    {
        var rest = new Dictionary<string, JsonValue>(_members, StringComparer.Ordinal);
        foreach (var name in names)
        {
            rest.Remove(name);
        }

        return rest.Count == 0 ? Empty : new JsonObject(rest);
    }
}
