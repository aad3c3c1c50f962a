using System.Text;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Images;

/// <summary>A release's downloadable <c>SHA256SUMS</c>, as sha256sum(1) writes them, by name.</summary>
internal static class ImageChecksums
{
    public static byte[] Of(ReleaseLock frozen, Digest @lock, Image image, Digest sha256)
    {
        (Digest Digest, string Name)[] files =
        [
            (image.Contents, ReleaseFiles.ContentsSums),
            (image.ContentsSignature, ReleaseFiles.ContentsSignature),
            (sha256, ReleaseFiles.Image(frozen.Product, frozen.Version)),
            (@lock, ReleaseFiles.Lock),
        ];
        return Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{f.Digest}  {f.Name}\n")));
    }
}
