using System.Formats.Tar;
using Portal.Packaging.Mirrors;
using Portal.Protocol.Releases;

namespace Portal.Cli.Mirrors;

/// <summary>
/// A mirror's tree as a tar: files sorted by the bytes of their paths, owned by root, 0644, of no time. So the same tree gives the
/// same bytes, whoever wrote it where. An image is in it once; its other names are hard links to the first.
/// </summary>
internal static class BundleFile
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.OtherRead;

    /// <param name="files">Relative to the tree, sorted.</param>
    public static async Task WriteAsync(
        MirrorTree tree,
        IReadOnlyList<string> files,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        var all = files.ToHashSet(StringComparer.Ordinal);
        // The header of pax holds the number of the process that wrote it.
        await using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var path in files)
        {
            if (DownloadOf(path) is { } first && all.Contains(first))
            {
                var link = Entry(TarEntryType.HardLink, path);
                link.LinkName = first;
                await tar.WriteEntryAsync(link, cancellationToken);
                continue;
            }

            await using var content = File.OpenRead(tree.PathOf(path));
            var entry = Entry(TarEntryType.RegularFile, path);
            entry.DataStream = content;
            await tar.WriteEntryAsync(entry, cancellationToken);
        }
    }

    /// <summary>Of <c>tuf/targets/stable/guest-tools/SHA256.guest-tools-4.3.iso</c>, where else it lies; null for another file.</summary>
    private static string? DownloadOf(string path)
    {
        const int prefix = 65;
        return
            path.Split('/') is ["tuf", "targets", _, var product, var file]
            && file.Length > prefix
            && file[prefix..] is var name
            && name.StartsWith(product + "-", StringComparison.Ordinal)
            && name.EndsWith(".iso", StringComparison.Ordinal)
            ? MirrorPaths.Image(product, name[(product.Length + 1)..^".iso".Length])
            : null;
    }

    private static GnuTarEntry Entry(TarEntryType type, string path) =>
        new(type, path)
        {
            Mode = Mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = default,
            ChangeTime = default,
        };
}
