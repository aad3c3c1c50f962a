using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Contents;

namespace Portal.Components;

/// <summary>A version with all that it holds.</summary>
public sealed record ComponentContents(ComponentVersion Version, ContentList List);

/// <summary>Reads what versions hold.</summary>
public sealed class ComponentFiles(ComponentService components, ContentLists lists, BlobStore store)
{
    /// <summary>Null when there is no such version.</summary>
    public async Task<ComponentContents?> FindAsync(
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        var found = await components.FindVersionAsync(name, version, cancellationToken);
        return found is null
            ? null
            : new(found.Version, await lists.ReadAsync(found.Version.Content, cancellationToken));
    }

    /// <summary>One page of files, links and empty folders, by path.</summary>
    public static Page<ContentEntry> Cut(ContentList list, PageRequest page)
    {
        ArgumentNullException.ThrowIfNull(list);
        IEnumerable<ContentEntry> entries = list.Entries;
        if (page.After is { } after)
        {
            entries = ContentPath.TryParse(after, out var last, out _)
                ? entries.SkipWhile(e => e.Path <= last)
                : [];
        }

        return PageOf.Cut([.. entries.Take(page.Take)], page, e => e.Path.Value);
    }

    /// <summary>The whole version as its canonical tar, for the caller to dispose.</summary>
    public Stream OpenArchive(ContentList list) => new ArchiveStream(list, store);

    /// <summary>One file's bytes, for the caller to dispose; null when the path is no regular file.</summary>
    public Stream? OpenFile(ContentEntry? entry) =>
        entry is { Kind: ContentKind.File } ? store.OpenStream(entry.Sha256) : null;
}
