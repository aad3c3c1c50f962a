using Portal.Components;
using Portal.Images;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Joins what a release's wire record is made of: its row, its image, and the yanks of its components.</summary>
internal sealed class ReleaseWires(ImageFiles images, ComponentYanks yanks)
{
    public async Task<ReleaseWire> OfAsync(Release release, CancellationToken cancellationToken) =>
        (await OfAsync([release], cancellationToken))[release.Id];

    /// <summary>Those of a page, in as many queries as for one.</summary>
    public async Task<IReadOnlyDictionary<Guid, ReleaseWire>> OfAsync(
        IReadOnlyList<Release> releases,
        CancellationToken cancellationToken
    )
    {
        var found = await images.FindImagesAsync(
            [.. releases.Select(r => r.Id)],
            cancellationToken
        );
        var names = releases.SelectMany(r => r.Components).Select(c => c.Name).Distinct();
        var reasons = await yanks.FindAsync([.. names], cancellationToken);
        return releases.ToDictionary(
            r => r.Id,
            r => r.ToWire(found.GetValueOrDefault(r.Id), reasons)
        );
    }
}
