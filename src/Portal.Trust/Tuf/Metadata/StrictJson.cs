using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// Reads JSON as strictly as trust needs it: UTF-8 without a byte order mark, each name once in its object, integers of at
/// most 53 bits without fraction or exponent, bounded depth and number of values, nothing behind the end. Two readers
/// that disagree on a document disagree on what was signed, so whatever could be read in two ways is refused.
/// </summary>
public static class StrictJson
{
    /// <summary>Objects and arrays within each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Values in one document.</summary>
    public const int MaxValues = 500_000;

    /// <summary>Reads one document.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Malformed"/>, with the place and the rule.</exception>
    public static JsonValue Read(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw Bad("It is not UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            var left = MaxValues;
            var value = ReadValue(ref reader, ref left);
            // Fails when anything but white space follows.
            reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            throw new TufException(TufFault.Malformed, $"It is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // What Utf8JsonReader says to "\ud800": half a character.
            throw new TufException(TufFault.Malformed, $"It is not JSON: {e.Message}", e);
        }
    }

    private static JsonValue ReadValue(ref Utf8JsonReader reader, ref int left)
    {
        if (--left < 0)
        {
            throw Bad($"It has more than {MaxValues} values.");
        }

        return reader.TokenType switch
        {
            JsonTokenType.String => new JsonString(reader.GetString()!),
            JsonTokenType.Number => ReadInteger(ref reader),
            JsonTokenType.True => new JsonBoolean(true),
            JsonTokenType.False => new JsonBoolean(false),
            JsonTokenType.Null => new JsonNull(),
            JsonTokenType.StartArray => ReadArray(ref reader, ref left),
            JsonTokenType.StartObject => ReadObject(ref reader, ref left),
            _ => throw Bad("It is empty."),
        };
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, ref int left)
    {
        var items = new List<JsonValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, ref left));
        }

        return new JsonArray(items);
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader, ref int left)
    {
        var members = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!members.TryAdd(name, ReadValue(ref reader, ref left)))
            {
                throw Bad($"The name '{Shown(name)}' is in one object twice.");
            }
        }

        return new JsonObject(members);
    }

    private static JsonInteger ReadInteger(ref Utf8JsonReader reader)
    {
        var digits = reader.ValueSpan;
        if (digits.IndexOfAny("-.eE"u8) > 0 || digits.SequenceEqual("-0"u8))
        {
            throw Bad($"The number {Encoding.UTF8.GetString(Head(digits))} is not an integer.");
        }

        return
            reader.TryGetInt64(out var value)
            && value is >= -JsonValue.MaxInteger and <= JsonValue.MaxInteger
            ? new JsonInteger(value)
            : throw Bad(
                $"The number {Encoding.UTF8.GetString(Head(digits))} has more than 53 bits."
            );
    }

    private static ReadOnlySpan<byte> Head(ReadOnlySpan<byte> digits) =>
        digits[..Math.Min(digits.Length, 40)];

    /// <summary>A name from outside in a message: short, and without control characters.</summary>
    internal static string Shown(string text)
    {
        var head = text.Length > 80 ? text[..80] + "..." : text;
        return string.Concat(head.Select(c => char.IsControl(c) ? '?' : c));
    }

    private static TufException Bad(string message) => new(TufFault.Malformed, message);
}
