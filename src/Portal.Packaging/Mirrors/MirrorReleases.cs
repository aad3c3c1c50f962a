using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// Images and what belongs to them. The image is one file with two names, that of the target and that of the download. What
/// lies beside it is bound to it by SHA256SUMS; the signatures are the source's word, and readers check them.
/// </summary>
internal sealed class MirrorReleases(MirrorTree tree, IMirrorSource source, TimeProvider clock)
{
    /// <summary>Bytes of a file beside an image: an extents.json of 64 MiB tells of some 600,000 contents.</summary>
    private const int Most = 64 * 1024 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>All that a release's folder holds. The sums come last: with them the folder is whole.</summary>
    public static IEnumerable<string> FilesOf(string product, string version) =>
        Names(product, version)
            .Prepend(ReleaseFiles.Image(product, version))
            .Select(name => MirrorPaths.Release(product, version, name));

    /// <summary>Sees to it that a release is there whole.</summary>
    /// <returns>Bytes of the image that came from elsewhere, and that the tree had.</returns>
    /// <exception cref="TufException">Something of it cannot be had, or belongs to another image.</exception>
    public async Task<(long Fetched, long Reused)> BringAsync(
        MirrorImage image,
        CancellationToken cancellationToken
    )
    {
        var (fetched, reused) = (0L, 0L);
        byte[]? extents = null;
        if (!tree.Has(image.Path, image.Target.Length))
        {
            if (await FindAsync(image, cancellationToken).ConfigureAwait(false) is { } here)
            {
                tree.Link(here, image.Path);
            }
            else
            {
                var brought = await source
                    .BringAsync(tree, image, cancellationToken)
                    .ConfigureAwait(false);
                tree.Adopt(brought.File, image.Path);
                (fetched, reused, extents) = (brought.Fetched, brought.Reused, brought.Extents);
            }
        }

        await FolderAsync(image, extents, cancellationToken).ConfigureAwait(false);
        return (fetched, reused);
    }

    private static string[] Names(string product, string version) =>
        [
            ReleaseFiles.ImageSignature(product, version),
            ReleaseFiles.Lock,
            ReleaseFiles.Extents,
            ReleaseFiles.ContentsSums,
            ReleaseFiles.ContentsSignature,
            ReleaseFiles.SumsSignature,
            ReleaseFiles.Sums,
        ];

    /// <summary>The same bytes by another name, such as of another channel.</summary>
    private async Task<string?> FindAsync(MirrorImage image, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(image.Path);
        var other = tree.FoldersIn(MirrorPaths.Targets)
            .Select(channel => $"{MirrorPaths.Targets}/{channel}/{image.Product}/{name}")
            .FirstOrDefault(path => tree.Has(path, image.Target.Length));
        if (other is not null)
        {
            return other;
        }

        // That one's name is not its hash.
        var download = MirrorPaths.Image(image.Product, image.Version);
        return
            tree.Has(download, image.Target.Length)
            && await TargetDownload
                .IsThereAsync(image.Target, tree.PathOf(download), cancellationToken)
                .ConfigureAwait(false)
            ? download
            : null;
    }

    private async Task FolderAsync(
        MirrorImage image,
        byte[]? extents,
        CancellationToken cancellationToken
    )
    {
        var (product, version) = (image.Product, image.Version);
        var names = Names(product, version);
        var isWhole =
            tree.Read(At(ReleaseFiles.Sums)) is { } sums
            && SumsFile.TryParse(sums) is { } list
            && Says(list, ReleaseFiles.Image(product, version), image.Sha256);
        if (
            isWhole
            && names.All(name => tree.Has(At(name)))
            && tree.Has(MirrorPaths.Image(product, version), image.Target.Length)
        )
        {
            return;
        }

        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            files[name] =
                name == ReleaseFiles.Extents && extents is not null
                    ? extents
                    : await ReadAsync(At(name), cancellationToken).ConfigureAwait(false);
        }

        await CheckAsync(image, files, cancellationToken).ConfigureAwait(false);
        tree.Link(image.Path, MirrorPaths.Image(product, version));
        foreach (var name in names)
        {
            tree.Write(At(name), files[name]);
        }

        string At(string name) => MirrorPaths.Release(product, version, name);
    }

    /// <summary>All of it speaks of this image.</summary>
    private async Task CheckAsync(
        MirrorImage image,
        Dictionary<string, byte[]> files,
        CancellationToken cancellationToken
    )
    {
        var sums =
            SumsFile.TryParse(files[ReleaseFiles.Sums])
            ?? throw new TufException(
                TufFault.Malformed,
                $"{ReleaseFiles.Sums} of {image.Product} {image.Version} is no list of sums."
            );
        Require(ReleaseFiles.Image(image.Product, image.Version), image.Sha256);
        foreach (
            var name in new[]
            {
                ReleaseFiles.Lock,
                ReleaseFiles.ContentsSums,
                ReleaseFiles.ContentsSignature,
            }
        )
        {
            Require(name, Digest.Of(files[name]));
        }

        try
        {
            if (
                !await MirrorExtents
                    .IsOfAsync(
                        files[ReleaseFiles.Extents],
                        tree.PathOf(image.Path),
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )
            {
                throw Other(ReleaseFiles.Extents);
            }
        }
        catch (JsonException e)
        {
            throw new TufException(
                TufFault.Malformed,
                $"{ReleaseFiles.Extents} of {image.Product} {image.Version}: {e.Message}",
                e
            );
        }

        void Require(string name, Digest digest)
        {
            if (!Says(sums, name, digest))
            {
                throw Other(name);
            }
        }

        TufException Other(string name) =>
            new(
                TufFault.HashMismatch,
                $"{name} of {image.Product} {image.Version} does not belong to the image that the channel points to."
            );
    }

    private static bool Says(SumsFile sums, string name, Digest digest) =>
        sums.Sums.TryGetValue(name, out var listed) && listed == digest;

    private async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var stream =
            await source.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new TufException(TufFault.NotFound, $"{source.Name}: {path} is not there.");
        await using (stream.ConfigureAwait(false))
        {
            return await BoundedCopy
                .ReadAsync(stream, Most, path, Silence, clock, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
