using System.Text;
using Portal.Packaging.Discs;
using Portal.Protocol;

namespace Portal.Images;

/// <summary>All that lies on an image, as folders. Made once from what the image was planned from, and never changed.</summary>
public sealed class DiscTree
{
    private readonly Dictionary<string, DiscFolder> _folders = new(StringComparer.Ordinal);

    private DiscTree(
        IEnumerable<DiscFile> files,
        IEnumerable<DiscLink> links,
        IEnumerable<string> folders
    )
    {
        Root = Folder("");
        foreach (var file in files)
        {
            Place(
                file.Path,
                name => new(name, file.Length, file.Sha256, LinkTarget: null, file.IsExecutable)
            );
            if (file.Length > 0)
            {
                _contents[file.Sha256] = file.Length;
            }
        }

        foreach (var link in links)
        {
            Place(link.Path, name => new(name, 0, Sha256: null, link.Target, IsExecutable: false));
        }

        foreach (var folder in folders)
        {
            Folder(folder);
        }

        Root.Complete();
    }

    private readonly Dictionary<Digest, long> _contents = [];

    public DiscFolder Root { get; }

    /// <summary>The bytes of every content by its SHA-256: what an image holds of a content it holds once. None is empty.</summary>
    public IReadOnlyDictionary<Digest, long> Contents => _contents;

    public static DiscTree Of(DiscContents contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        return new(contents.Files, contents.Links, contents.Folders);
    }

    internal static DiscTree Of(DiscListing listing) =>
        new(listing.Files, listing.Links, listing.Folders);

    /// <summary>The folder at a path, <c>""</c> for the root; null when there is none.</summary>
    public DiscFolder? Find(string path) => _folders.GetValueOrDefault(path);

    /// <summary>How many files, links and folders there are.</summary>
    public int Size => _folders.Count + Root.Files;

    private void Place(string path, Func<string, DiscEntry> make)
    {
        var cut = path.LastIndexOf('/');
        Folder(cut < 0 ? "" : path[..cut]).Add(make(path[(cut + 1)..]));
    }

    private DiscFolder Folder(string path)
    {
        if (_folders.TryGetValue(path, out var known))
        {
            return known;
        }

        var cut = path.LastIndexOf('/');
        var folder = new DiscFolder(path, path[(cut + 1)..]);
        _folders[path] = folder;
        if (path.Length > 0)
        {
            Folder(cut < 0 ? "" : path[..cut]).Add(folder);
        }

        return folder;
    }
}

/// <summary>A folder of an image.</summary>
/// <param name="path">From the image's root without a slash at either end; <c>""</c> is the root.</param>
public sealed class DiscFolder(string path, string name)
{
    private readonly List<DiscFolder> _folders = [];
    private readonly List<DiscEntry> _entries = [];

    public string Path { get; } = path;

    public string Name { get; } = name;

    /// <summary>By the UTF-8 bytes of their names, as on the image.</summary>
    public IReadOnlyList<DiscFolder> Folders => _folders;

    /// <summary>Files and links, sorted likewise.</summary>
    public IReadOnlyList<DiscEntry> Entries => _entries;

    /// <summary>Files and links in it and below.</summary>
    public int Files { get; private set; }

    /// <summary>Folders below it.</summary>
    public int FolderCount { get; private set; }

    /// <summary>Of all files in it and below, each counted at every path that it lies at.</summary>
    public long Bytes { get; private set; }

    internal void Add(DiscFolder folder) => _folders.Add(folder);

    internal void Add(DiscEntry entry) => _entries.Add(entry);

    internal void Complete()
    {
        _folders.Sort((a, b) => CompareNames(a.Name, b.Name));
        _entries.Sort((a, b) => CompareNames(a.Name, b.Name));
        Files = _entries.Count;
        Bytes = _entries.Sum(e => e.Length);
        FolderCount = _folders.Count;
        foreach (var folder in _folders)
        {
            folder.Complete();
            Files += folder.Files;
            Bytes += folder.Bytes;
            FolderCount += folder.FolderCount;
        }
    }

    private static int CompareNames(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}

/// <summary>A file or a link of an image.</summary>
/// <param name="Length">Bytes of a file; 0 for a link.</param>
/// <param name="Sha256">Null for a link.</param>
/// <param name="LinkTarget">Null for a file.</param>
public sealed record DiscEntry(
    string Name,
    long Length,
    Digest? Sha256,
    string? LinkTarget,
    bool IsExecutable
);
