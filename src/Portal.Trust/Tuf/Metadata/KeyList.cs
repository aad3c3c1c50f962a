namespace Portal.Trust.Tuf.Metadata;

/// <summary>The keys of a document by the ids under which it lists them.</summary>
public sealed record KeyList(IReadOnlyDictionary<string, TufKey> Keys)
{
    /// <summary>Without any key.</summary>
    public static KeyList Empty { get; } =
        new(new Dictionary<string, TufKey>(StringComparer.Ordinal));

    /// <summary>Each under its own id.</summary>
    public static KeyList Of(IEnumerable<TufKey> keys)
    {
        var list = new Dictionary<string, TufKey>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            list.TryAdd(key.KeyId, key);
        }

        return new KeyList(list);
    }

    internal static KeyList FromJson(Fields owner)
    {
        var keys = new Dictionary<string, TufKey>(StringComparer.Ordinal);
        foreach (var (name, value, path) in owner.Members("keys"))
        {
            keys.Add(name, TufKey.FromJson(value, path));
        }

        return new KeyList(keys);
    }

    internal JsonObject ToJson() =>
        new(Keys.Select(pair => KeyValuePair.Create<string, JsonValue>(pair.Key, pair.Value.Json)));

    /// <summary>
    /// How many different keys of the role made a good signature. A key that is listed under two ids is one key: what
    /// is counted is the key itself, not its name.
    /// </summary>
    internal int CountGood(
        RoleKeys role,
        ReadOnlySpan<byte> canonical,
        IReadOnlyList<Signature> signatures
    )
    {
        var good = new HashSet<string>(StringComparer.Ordinal);
        foreach (var keyId in role.KeyIds)
        {
            if (
                Keys.TryGetValue(keyId, out var key)
                && signatures.FirstOrDefault(signature => signature.KeyId == keyId) is { } found
                && key.Fingerprint is { } fingerprint
                && key.Verify(canonical, found.Value)
            )
            {
                good.Add(fingerprint);
            }
        }

        return good.Count;
    }
}
