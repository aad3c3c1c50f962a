using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// The one spelling that is signed and hashed: OLPC canonical JSON, which is not RFC 8785. Names sorted ordinally, no
/// white space, in strings only <c>"</c> and <c>\</c> escaped: a line feed in a PEM stays a raw byte, so the result
/// is not always JSON. <see href="http://wiki.laptop.org/go/Canonical_JSON"/>
/// </summary>
public static class CanonicalJson
{
    // Only what RFC 8259 demands is escaped; the file is served as JSON, never inside a page.
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The bytes that a signature covers.</summary>
    public static byte[] Encode(JsonValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The same document as JSON to be served: sorted and compact as well, but escaped as JSON is.</summary>
    public static byte[] EncodeFile(JsonValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Append(StringBuilder text, JsonValue value)
    {
        switch (value)
        {
            case JsonString s:
                AppendString(text, s.Value);
                break;
            case JsonInteger i:
                text.Append(i.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonBoolean b:
                text.Append(b.Value ? "true" : "false");
                break;
            case JsonNull:
                text.Append("null");
                break;
            case JsonArray a:
                text.Append('[');
                for (var i = 0; i < a.Items.Count; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Append(text, a.Items[i]);
                }

                text.Append(']');
                break;
            case JsonObject o:
                text.Append('{');
                var first = true;
                foreach (var (name, member) in Sorted(o))
                {
                    text.Append(first ? "" : ",");
                    first = false;
                    AppendString(text, name);
                    text.Append(':');
                    Append(text, member);
                }

                text.Append('}');
                break;
        }
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        text.Append('"');
    }

    private static void Write(Utf8JsonWriter writer, JsonValue value)
    {
        switch (value)
        {
            case JsonString s:
                writer.WriteStringValue(s.Value);
                break;
            case JsonInteger i:
                writer.WriteNumberValue(i.Value);
                break;
            case JsonBoolean b:
                writer.WriteBooleanValue(b.Value);
                break;
            case JsonNull:
                writer.WriteNullValue();
                break;
            case JsonArray a:
                writer.WriteStartArray();
                foreach (var item in a.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonObject o:
                writer.WriteStartObject();
                foreach (var (name, member) in Sorted(o))
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonValue>> Sorted(JsonObject value) =>
        value.Members.OrderBy(member => member.Key, StringComparer.Ordinal);
}
