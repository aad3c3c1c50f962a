using Portal.Components;
using Portal.Images;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Joins what a release's wire record is made of: its row, its image, and the yanks of its components.</summary>
internal sealed class ReleaseWires(ImageFiles images, ComponentYanks yanks)
{
    public async Task<ReleaseWire> OfAsync(Release release, CancellationToken cancellationToken)
    {
        var image = await images.FindImageAsync(release.Id, cancellationToken);
        var names = release.Components.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return release.ToWire(image, await yanks.FindAsync(names, cancellationToken));
    }
}
