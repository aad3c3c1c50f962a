using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>A folder that untrusted names are written into. Every step is looked at without following links.</summary>
/// <param name="folder">It need not be there yet.</param>
/// <param name="force">Files and links that are there may be replaced.</param>
internal sealed class TargetFolder(string folder, bool force)
{
    private static readonly char[] InvalidCharacters = Path.GetInvalidFileNameChars();

    private readonly string _full = Path.GetFullPath(folder);

    /// <summary>As it was given.</summary>
    public string Root => folder;

    /// <summary>Why a path cannot be written here by its own name; null when it can.</summary>
    public string? NameProblem(string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (name is "" or "." or "..")
            {
                return "The path has a segment that is no name.";
            }

            if (name.IndexOfAny(InvalidCharacters) >= 0)
            {
                return "The name has characters that this system does not allow in names.";
            }

            // Names come in as UTF-8, and longer ones have no place on any file system.
            if (System.Text.Encoding.UTF8.GetByteCount(name) > 255)
            {
                return "The name is longer than 255 bytes.";
            }
        }

        return OperatingSystem.IsWindows() && Path.GetFullPath(FullPath(path)) != FullPath(path)
            ? "The name means something else on this system."
            : null;
    }

    /// <summary>What is in the way of an entry; null when nothing is.</summary>
    public string? Obstacle(IsoEntry entry)
    {
        for (
            var slash = entry.Path.IndexOf('/');
            slash >= 0;
            slash = entry.Path.IndexOf('/', slash + 1)
        )
        {
            if (Look(FullPath(entry.Path[..slash])) is { } parent && !IsFolder(parent))
            {
                return $"'{ShownName.Of(entry.Path[..slash])}' is there and is no folder.";
            }
        }

        return (entry.Kind, Look(FullPath(entry.Path))) switch
        {
            (_, null) or (IsoEntryKind.Special, _) => null,
            (IsoEntryKind.Directory, var there) => IsFolder(there)
                ? null
                : "Something that is no folder is there.",
            (_, var there) when IsFolder(there) => "A folder is there.",
            _ => force ? null : "It is there already.",
        };
    }

    public void Create() => Directory.CreateDirectory(_full);

    /// <summary>Makes a folder and those it lies in, unless they are there.</summary>
    /// <exception cref="IOException">Something else is there, such as a link.</exception>
    public void CreateFolder(string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            CreateOne(path[..slash]);
        }

        CreateOne(path);
    }

    /// <summary>Writes a file, which gets its name when it is complete.</summary>
    /// <param name="mode">Null: what the system gives new files.</param>
    public async Task WriteFileAsync(
        string path,
        Stream content,
        DateTimeOffset? modifiedAt,
        UnixFileMode? mode,
        byte[] buffer,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        if (IsoPaths.Parent(path) is { Length: > 0 } parent)
        {
            CreateFolder(parent);
        }

        var full = FullPath(path);
        // Its own short name: the file's may already be as long as names can be.
        var partial = Path.Combine(
            Path.GetDirectoryName(full)!,
            $".gtp-{Environment.ProcessId}-{Path.GetRandomFileName()}.part"
        );
        try
        {
            await using (
                var stream = new FileStream(
                    partial,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0
                )
            )
            {
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    progress(read);
                }
            }

            if (modifiedAt is { } time)
            {
                File.SetLastWriteTimeUtc(partial, time.UtcDateTime);
            }

            if (mode is { } bits && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(partial, bits);
            }

            RemoveLeaf(full);
            File.Move(partial, full);
        }
        finally
        {
            // After a success it is no longer there, which is no error.
            File.Delete(partial);
        }
    }

    public void WriteLink(string path, string target)
    {
        if (IsoPaths.Parent(path) is { Length: > 0 } parent)
        {
            CreateFolder(parent);
        }

        var full = FullPath(path);
        RemoveLeaf(full);
        File.CreateSymbolicLink(full, target);
    }

    /// <summary>Sets what writing into a folder would change.</summary>
    public void FinishFolder(string path, DateTimeOffset? modifiedAt, UnixFileMode? mode)
    {
        var full = FullPath(path);
        if (mode is { } bits && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, bits);
        }

        if (modifiedAt is { } time)
        {
            Directory.SetLastWriteTimeUtc(full, time.UtcDateTime);
        }
    }

    private string FullPath(string path) =>
        Path.Combine(_full, path.Replace('/', Path.DirectorySeparatorChar));

    private void CreateOne(string path)
    {
        var full = FullPath(path);
        if (Look(full) is not { } there)
        {
            Directory.CreateDirectory(full);
        }
        else if (!IsFolder(there))
        {
            throw new IOException($"'{full}' is no folder any more.");
        }
    }

    /// <summary>Removes a file or link that may be replaced, never what a link leads to.</summary>
    private void RemoveLeaf(string full)
    {
        if (force && Look(full) is { } there)
        {
            if (IsFolder(there))
            {
                throw new IOException($"'{full}' is a folder now.");
            }

            there.Delete();
        }
    }

    /// <summary>What lies there, a link as a link; null when nothing does.</summary>
    private static FileSystemInfo? Look(string full)
    {
        var file = new FileInfo(full);
        // Attributes of what is not there are -1; a link that leads nowhere is there.
        return (int)file.Attributes == -1 ? null
            : file.Attributes.HasFlag(FileAttributes.Directory) && file.LinkTarget is null
                ? new DirectoryInfo(full)
            : file;
    }

    private static bool IsFolder(FileSystemInfo? there) =>
        there is DirectoryInfo && there.LinkTarget is null;
}
