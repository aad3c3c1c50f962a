using Microsoft.Extensions.Options;
using Portal.Blobs;
using Portal.Data;

namespace Portal.Health;

/// <summary>Rights of the folders, and whether a restore was cut off.</summary>
internal sealed class DataFolderCheckup(DataFolder data, IOptions<BlobOptions> blobs) : ICheckup
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    public string Name => "data-folder";

    public bool NeedsDatabase => false;

    public Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<HealthFinding>>([.. Look()]);

    private IEnumerable<HealthFinding> Look()
    {
        if (!Directory.Exists(data.Path))
        {
            yield return HealthFinding.Error(
                Name,
                $"There is no data folder {data.Path}.",
                "Start the portal once, restore a backup, or set PORTAL_DATA to the folder."
            );
            yield break;
        }

        var isWell = true;
        if (File.Exists(data.RestoreMarker))
        {
            isWell = false;
            yield return HealthFinding.Error(
                $"{Name}.restore",
                "A restore was cut off: what is there is not whole.",
                "Run the same `portal restore` again; it goes on where it ended."
            );
        }

        if ((File.GetUnixFileMode(data.Path) & Others) != UnixFileMode.None)
        {
            isWell = false;
            yield return HealthFinding.Warning(
                $"{Name}.rights",
                $"Other users of this machine can look into {data.Path}.",
                $"Run: chmod 700 '{data.Path}'"
            );
        }

        string[] written = [data.Path, blobs.Value.Path, blobs.Value.StagingPath, data.Keys];
        foreach (var folder in written.Where(f => Directory.Exists(f) && !Disk.IsWritable(f)))
        {
            isWell = false;
            yield return HealthFinding.Error(
                $"{Name}.rights",
                $"This user cannot write to {folder}.",
                "Run the doctor as the portal's user; if it is, give that user the folder by chown."
            );
        }

        if (isWell)
        {
            yield return HealthFinding.Ok(Name, $"{data.Path} is writable, and closed to others.");
        }
    }
}
