namespace Portal.Backups;

/// <summary>Reads a backup that is a folder. Links in it are refused: they would lead out of it.</summary>
internal sealed class FolderSource : IBackupSource
{
    private readonly string _root;

    public FolderSource(string root)
    {
        _root = root;
        var paths = new List<string>();
        foreach (
            var file in new DirectoryInfo(root).EnumerateFiles(
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.None,
                }
            )
        )
        {
            paths.Add(
                file.LinkTarget is null
                    ? Path.GetRelativePath(root, file.FullName)
                    : throw new BackupException($"{file.FullName} is a link; a backup holds none.")
            );
        }

        Paths = paths;
    }

    public IReadOnlyCollection<string> Paths { get; }

    public Stream Open(string path) =>
        new FileStream(
            Path.Combine(_root, path),
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0
        );

    public void Dispose() { }
}
