using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Images;
using Portal.Problems;
using Portal.Protocol;
using Portal.Releases;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Updates;

/// <summary>
/// What is served below <c>/tuf/</c>: the files of the tree, and images, whose bytes are made from blobs. A name from
/// outside becomes a path here alone.
/// </summary>
public sealed partial class UpdateFiles(
    UpdateTree tree,
    ImageFiles images,
    IDbContextFactory<PortalDb> factory
)
{
    /// <summary>The one file that changes under its name.</summary>
    public const string Timestamp = "timestamp.json";

    /// <summary>A metadata file, read whole: a timestamp is replaced while others read it. Null when there is none.</summary>
    public Task<byte[]?> ReadMetadataAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(MetadataName().IsMatch(name), "metadata", name, cancellationToken);

    /// <summary>A target that is no image; null when there is none.</summary>
    public Task<byte[]?> ReadTargetAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(TargetPath.IsPortable(path), "targets", path, cancellationToken);

    /// <summary>The image that a hashed path names.</summary>
    public async Task<Result<DownloadFile>> FindImageAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        var name = ImageName().Match(path);
        if (
            !name.Success
            || !TargetPath.IsPortable(path)
            || !Digest.TryParse(name.Groups["sha256"].Value, out var digest)
        )
        {
            return UpdateErrors.NoSuchFile.With("There is no such target.");
        }

        var (product, file) = (name.Groups["product"].Value, name.Groups["file"].Value);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var versions = await db.Images()
            .Where(i => i.Sha256 == digest && i.IsAssembled)
            .Join(db.Releases(), i => i.ReleaseId, r => r.Id, (_, r) => r)
            .Where(r => r.Product == product)
            .Select(r => r.Version)
            .ToListAsync(cancellationToken);
        foreach (var version in versions)
        {
            var listed = await images.ListAsync(product, version, cancellationToken);
            if (!listed.TryGet(out var folder, out var error))
            {
                return error;
            }

            if (folder.Files.FirstOrDefault(f => f.Name == file && f.Sha256 == digest) is { } found)
            {
                return found;
            }
        }

        return UpdateErrors.NoSuchFile.With("There is no such target.");
    }

    private async Task<byte[]?> ReadAsync(
        bool isName,
        string folder,
        string name,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(tree.Folder, folder, isName ? name : "");
        return isName && File.Exists(path)
            ? await File.ReadAllBytesAsync(path, cancellationToken)
            : null;
    }

    [GeneratedRegex(@"\A(timestamp|[1-9][0-9]{0,15}\.[A-Za-z0-9][A-Za-z0-9._-]{0,200})\.json\z")]
    private static partial Regex MetadataName();

    [GeneratedRegex(@"\A[^/]+/(?<product>[^/]+)/(?<sha256>[0-9a-f]{64})\.(?<file>[^/]+\.iso)\z")]
    private static partial Regex ImageName();
}
