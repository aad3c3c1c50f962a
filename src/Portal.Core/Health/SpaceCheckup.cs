using Microsoft.Extensions.Options;
using Portal.Blobs;
using Portal.Data;

namespace Portal.Health;

/// <summary>Whether there is room to go on.</summary>
internal sealed class SpaceCheckup(
    DataFolder data,
    IOptions<BlobOptions> blobs,
    IOptions<UploadOptions> uploads,
    IFreeSpace space
) : ICheckup
{
    public string Name => "disk";

    public bool NeedsDatabase => false;

    public Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        string[] folders = [data.Path, blobs.Value.Path];
        return Task.FromResult<IReadOnlyList<HealthFinding>>([
            .. folders.Distinct(StringComparer.Ordinal).Where(Directory.Exists).Select(Look),
        ]);
    }

    private HealthFinding Look(string folder)
    {
        var free = space.Available(folder);
        var floor = uploads.Value.FreeSpaceFloor;
        const string advice =
            "Make room or move the folder to a larger disk; `gtp admin gc` deletes what nothing references.";
        return free < floor
                ? HealthFinding.Error(
                    Name,
                    $"{Bytes(free)} are free for {folder}, less than the floor of {Bytes(floor)}: uploads are refused.",
                    advice
                )
            : free < 2 * floor
                ? HealthFinding.Warning(
                    Name,
                    $"{Bytes(free)} are free for {folder}; below {Bytes(floor)} uploads are refused.",
                    advice
                )
            : HealthFinding.Ok(Name, $"{Bytes(free)} are free for {folder}.");
    }

    private static string Bytes(long bytes) =>
        bytes >= 1L << 30
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{bytes / (double)(1L << 30):0.0} GiB"
            )
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{bytes / (double)(1L << 20):0.0} MiB"
            );
}
