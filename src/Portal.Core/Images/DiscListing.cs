using Portal.Blobs;
using Portal.Iso9660;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Protocol;

namespace Portal.Images;

/// <summary>
/// What lies on a disc, read from its own metadata: for images that were made elsewhere, of whose components nothing is here
/// but what is on the disc.
/// </summary>
internal sealed class DiscListing
{
    private const string Folder = "guest-tools/";
    private const string Components = "projects/";

    private readonly Dictionary<string, DiscFile> _files;

    private DiscListing(List<DiscFile> files, List<DiscLink> links, List<string> folders)
    {
        (Files, Links, Folders) = (files, links, folders);
        _files = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
    }

    public IReadOnlyList<DiscFile> Files { get; }

    public IReadOnlyList<DiscLink> Links { get; }

    /// <summary>Empty ones.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Digest of the lock, byte for byte the downloadable one.</summary>
    /// <exception cref="InvalidDataException">The disc has none.</exception>
    public Digest Lock => At(Folder + "release.json");

    /// <summary>Digest of the list of checksums.</summary>
    /// <exception cref="InvalidDataException">The disc has none.</exception>
    public Digest Contents => At(Folder + "SHA256SUMS");

    /// <summary>Digest of its signature.</summary>
    /// <exception cref="InvalidDataException">The disc has none.</exception>
    public Digest ContentsSignature => At(Folder + "SHA256SUMS.sig");

    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>Reads it. Every content is in the store.</summary>
    /// <exception cref="IsoFormatException">It is no image, or one that breaks a rule.</exception>
    /// <exception cref="InvalidDataException">A file is not one content, or breaks the rules of a disc.</exception>
    public static DiscListing Read(IsoImageParts parts, BlobStore blobs)
    {
        using var stream = new VirtualIso(
            parts,
            contentId => blobs.Open(Digest.Parse(contentId))
        ).OpenStream(ownsImage: true);
        var reader = IsoReader.Open(
            stream,
            new IsoReadOptions { Namespace = IsoNamespace.RockRidge }
        );
        var extents = parts.Extents.ToDictionary(e => e.Offset);
        var (files, links, folders) = (
            new List<DiscFile>(),
            new List<DiscLink>(),
            new List<string>()
        );
        var holding = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in reader.Entries)
        {
            holding.Add(entry.Path[..Math.Max(entry.Path.LastIndexOf('/'), 0)]);
            switch (entry.Kind)
            {
                case IsoEntryKind.Directory:
                    folders.Add(entry.Path);
                    break;
                case IsoEntryKind.Symlink:
                    links.Add(new(entry.Path, entry.LinkTarget ?? ""));
                    break;
                case IsoEntryKind.File:
                    files.Add(FileOf(entry, extents));
                    break;
                default:
                    throw new InvalidDataException($"'{entry.Path}' on the disc is no file.");
            }
        }

        folders.RemoveAll(holding.Contains);
        return new(files, links, folders);
    }

    /// <summary>
    /// The components of a lock as far as they lie on the disc: without sources, and only those whose manifest does. The
    /// installers' own is none of them.
    /// </summary>
    public async Task<IReadOnlyList<DiscComponent>> ReadComponentsAsync(
        ReleaseLock frozen,
        BlobStore blobs,
        CancellationToken cancellationToken
    )
    {
        var found = new List<DiscComponent>();
        foreach (var name in frozen.Components.Select(c => c.Name))
        {
            var root = $"{Components}{name}/";
            if (
                _files.TryGetValue(root + ComponentManifest.FileName, out var file)
                && file.Length <= ManifestReader.MaximumLength
                && ManifestReader
                    .Read(await blobs.ReadAsync(file.Sha256, cancellationToken))
                    .Manifest
                    is { } manifest
                && ContentList.TryCreate(EntriesBelow(root), out var list, out _)
            )
            {
                found.Add(new(manifest, list));
            }
        }

        return found;
    }

    private IEnumerable<ContentEntry> EntriesBelow(string root)
    {
        foreach (var file in Files.Where(f => IsBelow(f.Path)))
        {
            if (ContentPath.TryParse(file.Path[root.Length..], out var path, out _))
            {
                yield return ContentEntry.File(path, file.IsExecutable, file.Length, file.Sha256);
            }
        }

        bool IsBelow(string path) => path.StartsWith(root, StringComparison.Ordinal);
    }

    private static DiscFile FileOf(IsoEntry entry, Dictionary<long, IsoExtent> extents)
    {
        var isExecutable = (entry.Mode & 0b001_001_001) != 0;
        if (entry.Length == 0)
        {
            return new(entry.Path, 0, Digest.Of([]), isExecutable);
        }

        return
            entry.Extents.Count > 0
            && extents.TryGetValue(entry.Extents[0].Offset, out var extent)
            && extent.Length == entry.Length
            ? new(entry.Path, entry.Length, Digest.Parse(extent.ContentId), isExecutable)
            : throw new InvalidDataException($"'{entry.Path}' on the disc is not one content.");
    }

    private Digest At(string path) =>
        _files.TryGetValue(path, out var file)
            ? file.Sha256
            : throw new InvalidDataException($"The disc has no {path}.");
}
