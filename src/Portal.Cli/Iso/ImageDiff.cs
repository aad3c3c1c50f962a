using System.IO.Compression;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Compares what two images hold: by the bytes of extents, and by the names in one namespace.</summary>
internal static class ImageDiff
{
    /// <summary>
    /// The files that differ, by path. Times do not count: each release gives all its files its own. Both must have been
    /// hashed.
    /// </summary>
    public static IReadOnlyList<IsoChangeDocument> Changes(ImageContents a, ImageContents b)
    {
        var before = a.Reader.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var after = b.Reader.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        // A file that is gone here and the same bytes that are new there: it has another name now.
        var gone = before
            .Values.Where(entry => IsContent(entry) && !after.ContainsKey(entry.Path))
            .GroupBy(a.IdentityOf)
            .ToDictionary(
                same => same.Key,
                same => new Queue<IsoEntry>(same),
                StringComparer.Ordinal
            );
        var renamed = new HashSet<string>(StringComparer.Ordinal);
        var changes = new List<IsoChangeDocument>();
        foreach (var entry in b.Reader.Entries)
        {
            if (before.TryGetValue(entry.Path, out var old))
            {
                changes.AddRange(Between(a, old, b, entry));
            }
            else if (
                IsContent(entry)
                && gone.TryGetValue(b.IdentityOf(entry), out var same)
                && same.TryDequeue(out var moved)
            )
            {
                renamed.Add(moved.Path);
                changes.Add(new("renamed", entry.Path, moved.Path, null, null));
            }
            else
            {
                changes.Add(new("added", entry.Path, null, null, Describe(entry)));
            }
        }

        changes.AddRange(
            a.Reader.Entries.Where(entry =>
                    !after.ContainsKey(entry.Path) && !renamed.Contains(entry.Path)
                )
                .Select(entry => new IsoChangeDocument(
                    "removed",
                    entry.Path,
                    null,
                    Describe(entry),
                    null
                ))
        );
        return [.. changes.OrderBy(change => change.Path, StringComparer.Ordinal)];
    }

    /// <summary>What a host that holds A would fetch to have B. Both must have been hashed.</summary>
    public static async Task<IsoFetchDocument> FetchAsync(
        ImageContents a,
        ImageContents b,
        CancellationToken cancellationToken
    )
    {
        var held = a
            .Extents.GroupBy(item => a.DigestOf(item.Extent))
            .ToDictionary(
                same => same.Key,
                same => same.Select(item => item.Extent.Offset).ToHashSet()
            );
        var fetched = new List<IsoFetchedExtent>();
        var wanted = new HashSet<Protocol.Digest>();
        var (reused, reusedBytes, moved) = (0, 0L, 0);
        foreach (var (extent, path) in b.Extents)
        {
            var digest = b.DigestOf(extent);
            if (held.TryGetValue(digest, out var places))
            {
                reused++;
                reusedBytes += extent.Length;
                moved += places.Contains(extent.Offset) ? 0 : 1;
            }
            else if (wanted.Add(digest))
            {
                fetched.Add(new(extent.Offset, extent.Length, digest, path));
            }
        }

        using var compressed = new CountingStream();
        long metadata;
        await using (
            var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true)
        )
        {
            metadata = await b.CopyMetadataAsync(gzip, cancellationToken);
        }

        return new(
            fetched.Sum(extent => extent.Length) + compressed.Count,
            reused,
            reusedBytes,
            moved,
            metadata,
            compressed.Count,
            fetched
        );
    }

    private static IEnumerable<IsoChangeDocument> Between(
        ImageContents a,
        IsoEntry old,
        ImageContents b,
        IsoEntry entry
    )
    {
        IsoChangeDocument Change(string what, string? before, string? after) =>
            new(what, entry.Path, null, before, after);

        if (old.Kind != entry.Kind)
        {
            yield return Change("kind", Describe(old), Describe(entry));
            yield break;
        }

        if (
            entry.Kind is IsoEntryKind.File
            && (old.Length != entry.Length || a.IdentityOf(old) != b.IdentityOf(entry))
        )
        {
            yield return Change("content", Describe(old), Describe(entry));
        }

        if (old.LinkTarget != entry.LinkTarget)
        {
            yield return Change("target", old.LinkTarget, entry.LinkTarget);
        }

        if (old.Mode != entry.Mode)
        {
            yield return Change("mode", IsoPaths.Mode(old), IsoPaths.Mode(entry));
        }
    }

    /// <summary>Empty files are all the same, which does not make one the other.</summary>
    private static bool IsContent(IsoEntry entry) =>
        entry.Kind is IsoEntryKind.File && entry.Length > 0;

    private static string Describe(IsoEntry entry) =>
        entry.Kind switch
        {
            IsoEntryKind.File => Texts.Bytes(entry.Length),
            IsoEntryKind.Directory => "folder",
            IsoEntryKind.Symlink => "link",
            _ => "special file",
        };
}
