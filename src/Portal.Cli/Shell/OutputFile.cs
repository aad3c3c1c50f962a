namespace Portal.Cli.Shell;

/// <summary>A file that appears under its name only when it is complete. A link is followed, and stays.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _partial;

    /// <exception cref="CommandException">See <see cref="Check"/>.</exception>
    public OutputFile(string path)
    {
        _path = Check(path);
        _partial = $"{_path}.{Environment.ProcessId}.part";
        Stream = new FileStream(_partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    public FileStream Stream { get; }

    /// <summary>Gives the place of the file, before anything is made that would have none.</summary>
    /// <exception cref="CommandException">
    /// There is no folder for it, or a folder, device, pipe or socket is there, which is never replaced.
    /// </exception>
    public static string Check(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw CommandException.Usage($"'{path}' is a folder. Give the name of a file.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw CommandException.Usage(
                $"There is no folder '{Path.GetDirectoryName(path)}' for '{Path.GetFileName(path)}'."
            );
        }

        if (File.Exists(full) && !PlainFile.Is(full))
        {
            throw CommandException.Usage(
                $"'{path}' is a device, pipe or socket, and is not replaced by a file."
            );
        }

        var link = new FileInfo(full);
        return link.LinkTarget is null
            ? full
            : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

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
