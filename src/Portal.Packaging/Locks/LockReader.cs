using System.Text.Json;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Locks;

/// <summary>
/// Reads <c>release.json</c>. The file's digest names the release on the disc, so only the bytes that
/// <see cref="LockFile.Serialize"/> writes are accepted: another order or other spaces are findings, as unknown, missing and
/// repeated properties are.
/// </summary>
public sealed class LockReader
{
    /// <summary>In bytes; some 50,000 components.</summary>
    public const int MaximumLength = 16 * 1024 * 1024;

    private static readonly string[] Properties =
    [
        "schema",
        "product",
        "title",
        "version",
        "volumeId",
        "layout",
        "epoch",
        "discKey",
        "components",
    ];

    private static readonly string[] ComponentProperties =
    [
        "name",
        "version",
        "project",
        "digest",
        "stage",
    ];

    private readonly List<Finding> _findings = [];

    private LockReader() { }

    /// <summary>Reads the bytes of a lock.</summary>
    /// <returns>The lock, or findings; never both. Serializing the lock gives the same bytes.</returns>
    public static LockResult Read(ReadOnlyMemory<byte> json)
    {
        var reader = new LockReader();
        var release = reader.ReadBytes(json);
        return new LockResult(reader._findings.Count == 0 ? release : null, reader._findings);
    }

    private ReleaseLock? ReadBytes(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaximumLength)
        {
            Add(
                "lock.too-large",
                $"The lock has {json.Length} bytes; at most {MaximumLength} are allowed."
            );
            return null;
        }

        ReleaseLock? release;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            release = ReadRelease(document.RootElement);
        }
        catch (JsonException e)
        {
            _findings.Add(
                new Finding(
                    "lock.json",
                    "This is not JSON.",
                    LockFile.FileName,
                    (int)(e.LineNumber ?? 0) + 1
                )
            );
            return null;
        }
        catch (InvalidOperationException)
        {
            // JsonElement.GetString of bytes that are not UTF-8, or of half a surrogate pair.
            Add("lock.json", "A text of the lock is not UTF-8.");
            return null;
        }

        if (_findings.Count > 0 || release is null)
        {
            return null;
        }

        _findings.AddRange(LockRules.Check(release));
        if (_findings.Count == 0 && !json.Span.SequenceEqual(LockFile.Serialize(release)))
        {
            Add(
                "lock.canonical",
                "The lock has the right values, but is not written in its one form."
            );
        }

        return release;
    }

    private ReleaseLock? ReadRelease(JsonElement root)
    {
        // What a later schema has in it, this reader cannot know.
        if (
            root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("schema", out var schema)
            && !(
                schema.ValueKind == JsonValueKind.Number
                && schema.TryGetInt32(out var number)
                && number == ReleaseLock.Schema
            )
        )
        {
            Add(
                "lock.schema",
                $"The schema of the lock is not {ReleaseLock.Schema}.",
                "Use a newer version of this program."
            );
            return null;
        }

        return CheckProperties(root, "the lock", Properties)
            ? new ReleaseLock
            {
                Product = Text(root, "product"),
                Title = Text(root, "title"),
                Version = Text(root, "version"),
                VolumeId = Text(root, "volumeId"),
                Layout = (int)Number(root, "layout", int.MaxValue),
                Epoch = Number(root, "epoch", long.MaxValue),
                DiscKey = Text(root, "discKey"),
                Components = Components(root.GetProperty("components")),
            }
            : null;
    }

    private List<LockedComponent> Components(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            Add("lock.property.type", "'components' is not a list.");
            return [];
        }

        var components = new List<LockedComponent>();
        foreach (var item in list.EnumerateArray())
        {
            if (CheckProperties(item, $"component {components.Count + 1}", ComponentProperties))
            {
                components.Add(Component(item));
            }
        }

        return components;
    }

    private LockedComponent Component(JsonElement item)
    {
        var name = Text(item, "name");
        if (!ComponentVersionNumber.TryParse(Text(item, "version"), out var version))
        {
            Add("lock.component.version", $"The version of {Quote.Of(name)} is not a version.");
        }

        if (!Digest.TryParse(Text(item, "digest"), out var digest))
        {
            Add(
                "lock.component.digest",
                $"The digest of {Quote.Of(name)} is not a SHA-256 digest."
            );
        }

        if (!Stages.TryParse(Text(item, "stage"), out var stage))
        {
            Add(
                "lock.component.stage",
                $"The stage of {Quote.Of(name)} is not one of {string.Join(", ", Stages.All)}."
            );
        }

        return new LockedComponent(name, version, Text(item, "project"), digest, stage);
    }

    // True when all the properties are there; unknown and repeated ones are findings, but what is known can still be read.
    private bool CheckProperties(JsonElement item, string what, string[] known)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Add("lock.property.type", $"{what} is not an object.");
            return false;
        }

        var given = item.EnumerateObject().Select(property => property.Name).ToList();
        foreach (var name in given.Except(known))
        {
            Add(
                "lock.property.unknown",
                $"The property {Quote.Of(name)} of {what} is unknown.",
                Quote.DidYouMean(name, known)
            );
        }

        foreach (var name in known.Where(name => given.Count(other => other == name) > 1))
        {
            Add("lock.property.duplicate", $"The property '{name}' of {what} is given twice.");
        }

        var missing = known.Except(given).ToList();
        foreach (var name in missing)
        {
            Add("lock.property.missing", $"The property '{name}' of {what} is missing.");
        }

        return missing.Count == 0;
    }

    private string Text(JsonElement item, string property)
    {
        var value = item.GetProperty(property);
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString()!;
        }

        Add("lock.property.type", $"'{property}' is not text.");
        return "";
    }

    private long Number(JsonElement item, string property, long maximum)
    {
        var value = item.GetProperty(property);
        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            && number >= 0
            && number <= maximum
        )
        {
            return number;
        }

        Add("lock.property.type", $"'{property}' is not a whole number up to {maximum}.");
        return 0;
    }

    private void Add(string rule, string message, string? mend = null) =>
        _findings.Add(new Finding(rule, message, LockFile.FileName, Mend: mend));
}
