namespace Portal.Cli.Shell;

/// <summary>A file that appears under its name only when it is complete.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _partial;

    public OutputFile(string path)
    {
        _path = Path.GetFullPath(path);
        _partial = $"{_path}.{Environment.ProcessId}.part";
        Stream = new FileStream(_partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    public FileStream Stream { get; }

    /// <summary>Gives the file its name, in place of what was there.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        await Stream.DisposeAsync();
        File.Move(_partial, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        // After a completion it is no longer there, which is no error.
        File.Delete(_partial);
    }
}
