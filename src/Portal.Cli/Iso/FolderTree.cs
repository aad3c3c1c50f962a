using System.Security.Cryptography;
using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.Archives;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Cli.Iso;

/// <summary>
/// A folder as it will lie on an image: its files, folders and links, which are taken as links. Only names, bytes, targets
/// and execute bits count; owners, other modes, times and the order on disk do not.
/// </summary>
internal sealed class FolderTree : IContentSource
{
    private readonly IsoTreeBuilder _builder = new();

    /// <summary>Takes every file under its path, so that bad names are told before anything is hashed.</summary>
    private readonly IsoTreeBuilder _check = new();
    private readonly Dictionary<string, FolderFile> _files = new(StringComparer.Ordinal);
    private readonly List<(string Path, FolderFile File, bool Executable)> _found = [];
    private readonly List<Finding> _findings = [];
    private readonly List<RemarkDocument> _remarks = [];
    private readonly string _leftOut;
    private readonly bool _lenient;

    private FolderTree(string leftOut, bool lenient) =>
        (_leftOut, _lenient) = (Path.GetFullPath(leftOut), lenient);

    public IsoTree Tree { get; private set; } = null!;

    public int Files => _found.Count;

    public int Folders { get; private set; }

    public int Links { get; private set; }

    /// <summary>What was left out.</summary>
    public IReadOnlyList<RemarkDocument> Remarks => _remarks;

    /// <summary>Reads a folder; files are opened only where another has the same length.</summary>
    /// <param name="folder">Itself not on the image, only what it holds.</param>
    /// <param name="image">The image to be made, which is left out if it lies in the folder.</param>
    /// <param name="lenient">Leave out what no image can hold, instead of refusing.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="CommandException">Something cannot be on an image; all of it is named.</exception>
    public static async Task<FolderTree> ReadAsync(
        string folder,
        string image,
        bool lenient,
        CancellationToken cancellationToken
    )
    {
        var tree = new FolderTree(image, lenient);
        tree.Walk(new DirectoryInfo(folder), "", cancellationToken);
        if (tree._findings.Count > 0)
        {
            throw CommandException.Failed(
                "cli.iso.tree",
                $"'{folder}' holds what an image cannot: {Texts.Count(tree._findings.Count, "finding")}. "
                    + "With --lenient, sockets, pipes and devices are left out.",
                tree._findings
            );
        }

        await tree.AddFilesAsync(cancellationToken);
        tree.Tree = tree._builder.Build();
        return tree;
    }

    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
        new(_files[contentId].Open());

    private void Walk(DirectoryInfo folder, string prefix, CancellationToken cancellationToken)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = prefix + entry.Name;
            try
            {
                Add(entry, path, cancellationToken);
            }
            catch (IsoException e)
            {
                _findings.Add(new Finding(e.Rule, WithoutPath(e), ShownName.Of(path)));
            }
        }
    }

    private void Add(FileSystemInfo entry, string path, CancellationToken cancellationToken)
    {
        // .NET shows bytes that are no UTF-8 as this character, and cannot open the file by that name.
        if (entry.Name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new IsoException("iso.name.encoding", "", "The name is not UTF-8.");
        }

        if (entry.FullName == _leftOut)
        {
            _remarks.Add(new("cli.iso.itself", path, "is the image itself, and is left out."));
        }
        else if (entry.LinkTarget is { } target)
        {
            _builder.AddSymlink(path, target);
            Links++;
        }
        else if (entry is DirectoryInfo folder)
        {
            _builder.AddDirectory(path);
            Folders++;
            Walk(folder, path + "/", cancellationToken);
        }
        else if (entry is FileInfo file && DiskEntry.IsRegular(file))
        {
            _check.AddFile(path, file.Length, path);
            _found.Add(
                (path, new(file.FullName, file.Length, file.LastWriteTimeUtc), IsExecutable(file))
            );
        }
        else if (_lenient)
        {
            _remarks.Add(
                new("cli.iso.special", path, "is a socket, pipe or device, and is left out.")
            );
        }
        else
        {
            throw new IsoException("cli.iso.special", "", "This is a socket, pipe or device.");
        }
    }

    /// <summary>The finding names the path already.</summary>
    private static string WithoutPath(IsoException e) =>
        e.Path.Length > 0 && e.Message.StartsWith(e.Path + ": ", StringComparison.Ordinal)
            ? e.Message[(e.Path.Length + 2)..]
            : e.Message;

    private static bool IsExecutable(FileInfo file) =>
        !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);

    /// <summary>
    /// Files with the same bytes share one extent. Only those of the same length can be, so only these are read before
    /// the image is written.
    /// </summary>
    private async Task AddFilesAsync(CancellationToken cancellationToken)
    {
        foreach (var sameLength in _found.GroupBy(found => found.File.Length))
        {
            var alone = sameLength.Key == 0 || sameLength.Skip(1).FirstOrDefault() == default;
            foreach (var (path, file, executable) in sameLength)
            {
                var id = alone
                    ? $"length {file.Length}"
                    : (await HashAsync(file, cancellationToken)).Hex;
                _files.TryAdd(id, file);
                _builder.AddFile(path, file.Length, id, executable);
            }
        }
    }

    private static async Task<Digest> HashAsync(
        FolderFile file,
        CancellationToken cancellationToken
    )
    {
        await using var stream = file.Open();
        return Digest.FromHash(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
