using Microsoft.Extensions.Options;
using Portal.Blobs;

namespace Portal.Health;

/// <summary>What lies in staging and belongs to nobody.</summary>
internal sealed class StagingCheckup(StagingArea staging, IOptions<BlobOptions> options) : ICheckup
{
    private const string LockSuffix = ".lock";

    public string Name => "staging";

    public bool NeedsDatabase => false;

    public Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<HealthFinding>>([.. Look()]);

    private IEnumerable<HealthFinding> Look()
    {
        var folder = options.Value.StagingPath;
        if (!Directory.Exists(folder))
        {
            yield return HealthFinding.Ok(Name, "No upload was ever begun.");
            yield break;
        }

        var dead = staging.Sweep(dryRun: true);
        if (dead > 0)
        {
            yield return HealthFinding.Warning(
                Name,
                $"{dead} folders of uploads whose process is dead lie in {folder}.",
                "The next start or collection removes them: `gtp admin gc`."
            );
        }

        var stray = Directory
            .EnumerateFileSystemEntries(folder)
            .Count(e =>
                !e.EndsWith(LockSuffix, StringComparison.Ordinal)
                && !File.Exists(e + LockSuffix)
                && !Path.GetFileName(e).StartsWith("probe-", StringComparison.Ordinal)
                && e != staging.Resumable
            );
        if (stray > 0)
        {
            yield return HealthFinding.Warning(
                $"{Name}.stray",
                $"{stray} entries of {folder} were not made by the portal.",
                "Nothing uses or removes them: look at them and delete them."
            );
        }

        if (dead == 0 && stray == 0)
        {
            yield return HealthFinding.Ok(Name, "Nothing is left of dead uploads.");
        }
    }
}
