using System.Text.Json;
using Portal.Blobs;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>
/// <c>restore.json</c> in the data folder, from the first file of a restore to the last: no portal starts beside it, and
/// the same restore goes on.
/// </summary>
/// <param name="Manifest">Of the backup.</param>
/// <param name="Database">Which database was begun; null before that.</param>
internal sealed record RestoreMarker(Digest Manifest, string? Database)
{
    /// <summary>Null when there is none.</summary>
    public static RestoreMarker? Find(string path)
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(
                    File.ReadAllBytes(path),
                    BackupJson.Default.RestoreMarker
                )
                : null;
        }
        catch (JsonException e)
        {
            throw new BackupException($"{path} cannot be read: {e.Message}", e);
        }
    }

    public void Write(string path)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = PrivateFile.Create(temporary))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.RestoreMarker));
            file.Flush(flushToDisk: true);
        }

        Disk.Rename(temporary, path);
        Disk.Sync([Path.GetDirectoryName(path)!]);
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        Disk.Sync([Path.GetDirectoryName(path)!]);
    }
}
