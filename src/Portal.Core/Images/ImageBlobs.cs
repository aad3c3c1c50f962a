using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Discs;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Images;

/// <summary>What every image that is served, or being made, is read from.</summary>
internal sealed class ImageBlobs(BlobStore blobs) : IBlobReferences
{
    public async IAsyncEnumerable<Digest> ReferencedAsync(
        PortalDb db,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var images =
            from image in db.Images()
            join release in db.Releases() on image.ReleaseId equals release.Id
            where release.State != ReleaseStates.Removed
            select image;
        await foreach (var image in images.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Digest?[] own =
            [
                image.Contents,
                image.ContentsSignature,
                image.Head,
                image.Extents,
                image.Tail,
                image.Checksums,
                image.ChecksumsSignature,
                image.Signature,
            ];
            foreach (var digest in own.OfType<Digest>())
            {
                yield return digest;
            }

            if (image.Extents is { } extents)
            {
                var read = ExtentsFile.Read(await blobs.ReadAsync(extents, cancellationToken));
                foreach (var extent in read.Extents)
                {
                    yield return Digest.Parse(extent.ContentId);
                }
            }
        }
    }
}
