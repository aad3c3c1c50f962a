using Portal.Packaging.Contents;
using Portal.Packaging.Locks;
using Portal.Protocol;

namespace Portal.Packaging.Discs;

/// <summary>Everything that lies on a disc, and the bytes of what is made for it; other bytes are those of the components.</summary>
public sealed class DiscContents
{
    private readonly Dictionary<Digest, ReadOnlyMemory<byte>> _generated = [];
    private readonly List<DiscFile> _files = [];
    private readonly List<DiscLink> _links = [];
    private readonly List<string> _folders = [];

    internal DiscContents(ReleaseLock release) => Release = release;

    private DiscContents(DiscContents other)
        : this(other.Release)
    {
        _generated = new(other._generated);
        _files = [.. other._files];
        _links = other._links;
        _folders = other._folders;
    }

    /// <summary>What the disc is made from.</summary>
    public ReleaseLock Release { get; }

    /// <summary>Sorted by the UTF-8 bytes of their paths.</summary>
    public IReadOnlyList<DiscFile> Files => _files;

    /// <summary>Sorted likewise.</summary>
    public IReadOnlyList<DiscLink> Links => _links;

    /// <summary>Empty folders, sorted likewise; others follow from the paths in them.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>The bytes of the files that no component has, by digest.</summary>
    public IReadOnlyDictionary<Digest, ReadOnlyMemory<byte>> Generated => _generated;

    /// <summary>The bytes of a generated file.</summary>
    /// <exception cref="ArgumentException">There is none at the path.</exception>
    public ReadOnlyMemory<byte> GeneratedAt(string path) =>
        _files.Find(file => file.Path == path) is { } found
        && _generated.TryGetValue(found.Sha256, out var bytes)
            ? bytes
            : throw new ArgumentException($"No generated file lies at '{path}'.", nameof(path));

    internal void AddGenerated(string path, byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        _generated[digest] = bytes;
        _files.Add(new DiscFile(path, bytes.Length, digest, IsExecutable: false));
    }

    internal void Add(string path, ContentEntry entry)
    {
        switch (entry.Kind)
        {
            case ContentKind.File:
                _files.Add(new DiscFile(path, entry.Length, entry.Sha256, entry.IsExecutable));
                break;
            case ContentKind.Symlink:
                _links.Add(new DiscLink(path, entry.LinkTarget!));
                break;
            case ContentKind.Directory:
                _folders.Add(path);
                break;
            default:
                throw new InvalidOperationException($"No such kind: {entry.Kind}.");
        }
    }

    internal DiscContents Sorted()
    {
        Utf8Order.Sort(_files, file => file.Path);
        Utf8Order.Sort(_links, link => link.Path);
        Utf8Order.Sort(_folders, folder => folder);
        return this;
    }

    internal DiscContents With(string path, byte[] bytes)
    {
        var more = new DiscContents(this);
        more.AddGenerated(path, bytes);
        return more.Sorted();
    }
}
