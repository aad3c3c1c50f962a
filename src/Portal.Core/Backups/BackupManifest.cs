using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>
/// What a backup holds: <c>manifest.json</c>, written last, so that a backup without it is none. Drawn in docs/formats.md.
/// </summary>
public sealed record BackupManifest
{
    public const string FileName = "manifest.json";

    /// <summary>The number of the form that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary><see cref="BackupKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Version of the portal that made it.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A <see cref="DatabaseProvider"/>; null in a backup of keys alone.</summary>
    public string? Provider { get; init; }

    /// <summary>Migrations that the database had, oldest first.</summary>
    public IReadOnlyList<string> Migrations { get; init; } = [];

    /// <summary><see cref="BackupKeys"/>: where the keys are.</summary>
    public required string Keys { get; init; }

    /// <summary>Blobs that the database names and the store had lost, or holds damaged. None, in a healthy portal.</summary>
    public IReadOnlyList<Digest> Lacking { get; init; } = [];

    /// <summary>Every file but the manifest itself, by path.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    public byte[] ToBytes() =>
        JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);

    /// <exception cref="BackupException">It is no manifest, or of a form that this program does not know.</exception>
    public static BackupManifest Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // Told before the rest is read, which another format may spell otherwise.
            var format = JsonSerializer.Deserialize(bytes, BackupJson.Default.FormatOnly)?.Format;
            if (format is not CurrentFormat)
            {
                throw new BackupException(
                    $"The backup has format {format}; this portal reads format {CurrentFormat}. Restore it with the version that made it, or a newer one."
                );
            }

            return JsonSerializer.Deserialize(bytes, BackupJson.Default.BackupManifest)!;
        }
        catch (JsonException e)
        {
            throw new BackupException($"{FileName} of the backup cannot be read: {e.Message}", e);
        }
    }

    internal sealed record FormatOnly(int Format);
}

/// <summary>What a backup is of.</summary>
public static class BackupKinds
{
    public const string Portal = "portal";
    public const string Keys = "keys";
}

/// <summary>Where the keys of a backed up portal are.</summary>
public static class BackupKeys
{
    public const string Included = "included";
    public const string Apart = "apart";
    public const string None = "none";
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(BackupManifest.FormatOnly))]
[JsonSerializable(typeof(RestoreMarker))]
internal sealed partial class BackupJson : JsonSerializerContext;
