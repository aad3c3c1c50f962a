using System.Security.Cryptography;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// Hashes of a file by algorithm, each in lower-case hexadecimal. Known are sha256 and sha512; a file with another one
/// is refused, since a hash that nobody checks says nothing.
/// </summary>
public sealed record Hashes
{
    public const string Sha256 = "sha256";
    public const string Sha512 = "sha512";

    private Hashes(IReadOnlyDictionary<string, string> values) => Values = values;

    /// <summary>Algorithm and value, at least one.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>What a file name is prefixed with in a consistent snapshot: SHA-256 where there is one.</summary>
    public string Prefix =>
        Values.GetValueOrDefault(Sha256)
        ?? Values.GetValueOrDefault(Sha512)
        ?? Values.First().Value;

    /// <summary>By a SHA-256 that is known already.</summary>
    /// <exception cref="ArgumentException">It is not 64 lower-case hexadecimal digits.</exception>
    public static Hashes OfSha256(string hex) =>
        hex.Length == 64 && hex.All(char.IsAsciiHexDigitLower)
            ? new(new Dictionary<string, string>(StringComparer.Ordinal) { [Sha256] = hex })
            : throw new ArgumentException(
                "It is no SHA-256 in lower-case hexadecimal.",
                nameof(hex)
            );

    /// <summary>The SHA-256 of the bytes.</summary>
    public static Hashes Of(ReadOnlySpan<byte> data) =>
        OfSha256(Convert.ToHexStringLower(SHA256.HashData(data)));

    internal static Hashes FromJson(Fields owner)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, _) in owner.Members("hashes"))
        {
            // The value becomes part of a file name: nothing but digits.
            if (
                value is not JsonString s
                || s.Value.Length is 0 or > 256
                || !s.Value.All(char.IsAsciiHexDigitLower)
            )
            {
                throw owner.Wrong("hashes", "an object of lower-case hexadecimal digests");
            }

            values.Add(name, s.Value);
        }

        return values.Count > 0
            ? new Hashes(values)
            : throw owner.Wrong("hashes", "an object with at least one digest");
    }

    internal JsonObject ToJson() =>
        new(
            Values.Select(pair =>
                KeyValuePair.Create<string, JsonValue>(pair.Key, new JsonString(pair.Value))
            )
        );

    /// <summary>True when every hash is the data's own.</summary>
    public bool Match(ReadOnlySpan<byte> data)
    {
        using var check = new HashCheck(this);
        check.Append(data);
        return check.Matches();
    }
}
