using Portal.Protocol;

namespace Portal.Backups;

/// <summary>A backup of either form, with its manifest; proves that it is whole.</summary>
public sealed class BackupReader : IDisposable
{
    /// <summary>Every path of a million files fits; more is no manifest of ours.</summary>
    private const long LongestManifest = 1L << 30;

    private readonly IBackupSource _source;

    private BackupReader(IBackupSource source, BackupManifest manifest, Digest digest)
    {
        _source = source;
        Manifest = manifest;
        ManifestDigest = digest;
    }

    public BackupManifest Manifest { get; }

    /// <summary>Stands for everything that the backup holds.</summary>
    public Digest ManifestDigest { get; }

    /// <exception cref="BackupException">There is no backup, or no whole one.</exception>
    public static async Task<BackupReader> OpenAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        IBackupSource source =
            Directory.Exists(full) ? new FolderSource(full)
            : File.Exists(full) ? new TarSource(full)
            : throw new BackupException($"There is no backup at {full}.");
        try
        {
            if (!source.Paths.Contains(BackupManifest.FileName))
            {
                throw new BackupException(
                    $"{full} is no whole backup: it has no {BackupManifest.FileName}, which is written last."
                );
            }

            await using var stream = source.Open(BackupManifest.FileName);
            if (stream.Length > LongestManifest)
            {
                throw new BackupException($"The manifest of {full} is too long.");
            }

            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return new(source, BackupManifest.Read(bytes), Digest.Of(bytes));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything and compares it with the manifest.</summary>
    /// <returns>What is wrong, one sentence each; empty for a whole backup.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var listed = new HashSet<string>(StringComparer.Ordinal) { BackupManifest.FileName };
        foreach (var file in Manifest.Files)
        {
            if (!BackupPath.IsValid(file.Path) || !listed.Add(file.Path))
            {
                problems.Add($"'{file.Path}' is no name of a file in a backup.");
            }
            else if (BackupPath.BlobOf(file.Path) is { } blob && blob != file.Sha256)
            {
                problems.Add($"{file.Path} is listed with another digest than its name says.");
            }
            else if (!_source.Paths.Contains(file.Path))
            {
                problems.Add($"{file.Path} is missing.");
            }
            else if (await CompareAsync(file, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        // What the store held damaged may lie in a tar, from which nothing can be taken back.
        var known = Manifest.Lacking.Select(BackupPath.OfBlob).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(
            _source
                .Paths.Where(path => !listed.Contains(path) && !known.Contains(path))
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} is in no manifest.")
        );
        return problems;
    }

    /// <summary>For the caller to dispose.</summary>
    internal Stream Open(BackupFile file) => _source.Open(file.Path);

    public void Dispose() => _source.Dispose();

    private async Task<string?> CompareAsync(BackupFile file, CancellationToken cancellationToken)
    {
        await using var stream = new HashingStream(_source.Open(file.Path));
        var length = await stream.DrainAsync(cancellationToken);
        return length != file.Length
                ? $"{file.Path} has {length} bytes; it had {file.Length} when the backup was made."
            : stream.GetDigest() != file.Sha256
                ? $"{file.Path} is damaged: its bytes have another digest."
            : null;
    }
}
