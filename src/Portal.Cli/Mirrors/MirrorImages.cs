using Portal.Cli.Hosts;
using Portal.Packaging.Mirrors;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Cli.Mirrors;

/// <summary>The images of one product in a mirror's tree.</summary>
internal sealed class MirrorImages(MirrorTree tree, string product) : IImageShelf
{
    public string Part(string version, Digest sha256, string kind) =>
        Path.Combine(tree.Parts, $"{product}-{version}.{sha256.Hex[..16]}.{kind}");

    public IEnumerable<(string File, byte[] Extents)> Images()
    {
        foreach (var version in tree.FoldersIn($"{MirrorPaths.Downloads}/{product}"))
        {
            var image = MirrorPaths.Image(product, version);
            if (
                tree.Has(image)
                && tree.Read(MirrorPaths.Release(product, version, ReleaseFiles.Extents))
                    is { } extents
            )
            {
                yield return (tree.PathOf(image), extents);
            }
        }
    }
}
