using Portal.Blobs;
using Portal.Iso9660;
using Portal.Protocol;

namespace Portal.Images;

/// <summary>The contents of an image, straight from the store: a content's id is its SHA-256.</summary>
internal sealed class BlobContent(BlobStore blobs) : IContentSource
{
    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
        new(blobs.OpenStream(Digest.Parse(contentId)));
}
