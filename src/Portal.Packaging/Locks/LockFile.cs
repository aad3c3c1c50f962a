using System.Text;
using System.Text.Json;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Locks;

/// <summary>
/// Writes a lock as the bytes of <c>release.json</c>. There is one form: UTF-8 without mark, two spaces of indentation, '\n'
/// after every line and at the end, properties in the order below, strings with only <c>"</c>, <c>\</c> and control characters
/// escaped.
/// </summary>
/// <remarks>
/// <code>
/// {
///   "schema": 1,
///   "product": "guest-tools",
///   "title": "Guest Tools",
///   "version": "1.4",
///   "volumeId": "GUEST_TOOLS_1_4",
///   "layout": 1,
///   "epoch": 1767225600,
///   "discKey": "-----BEGIN PUBLIC KEY-----\n...\n-----END PUBLIC KEY-----\n",
///   "components": [
///     {
///       "name": "guest-tools-installer",
///       "version": "1.0",
///       "project": "portal",
///       "digest": "&lt;64 hexadecimal digits&gt;",
///       "stage": "default"
///     }
///   ]
/// }
/// </code>
/// </remarks>
public static class LockFile
{
    /// <summary>The name of the file, on the image and for download.</summary>
    public const string FileName = LockRules.FileName;

    /// <summary>The bytes of the lock; equal locks give equal bytes, for ever.</summary>
    /// <exception cref="ArgumentException">The lock breaks a rule that <see cref="LockReader"/> would report.</exception>
    public static byte[] Serialize(ReleaseLock release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (LockRules.Check(release) is [var problem, ..])
        {
            throw new ArgumentException($"This lock cannot be written: {problem}", nameof(release));
        }

        using var bytes = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                bytes,
                new JsonWriterOptions
                {
                    Indented = true,
                    IndentSize = 2,
                    NewLine = "\n",
                }
            )
        )
        {
            Write(json, release);
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ReleaseLock release)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", ReleaseLock.Schema);
        WriteText(json, "product", release.Product);
        WriteText(json, "title", release.Title);
        WriteText(json, "version", release.Version);
        WriteText(json, "volumeId", release.VolumeId);
        json.WriteNumber("layout", release.Layout);
        json.WriteNumber("epoch", release.Epoch);
        WriteText(json, "discKey", release.DiscKey);
        json.WriteStartArray("components");
        foreach (var component in release.Components)
        {
            json.WriteStartObject();
            WriteText(json, "name", component.Name);
            WriteText(json, "version", component.Version.Text);
            WriteText(json, "project", component.Project);
            WriteText(json, "digest", component.Digest.Hex);
            WriteText(json, "stage", component.Stage.Text());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The runtime's encoders escape by Unicode tables that grow with the runtime; these bytes stay the same.
    private static void WriteText(Utf8JsonWriter json, string name, string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                < ' ' => text.Append(@"\u00").Append(((int)c).ToString("x2")),
                _ => text.Append(c),
            };
        }

        json.WritePropertyName(name);
        json.WriteRawValue(text.Append('"').ToString(), skipInputValidation: true);
    }
}
