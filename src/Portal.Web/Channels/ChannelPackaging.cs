using Portal.Components;
using Portal.Products;
using Portal.Protocol.Channels;
using Portal.Releases;

namespace Portal.Channels;

/// <summary>Files for those who package or declare what a channel hands out; made of rows at each request.</summary>
internal sealed class ChannelPackaging(ProductService products, ComponentSets sets)
{
    /// <summary>The file of this name; null where there is none.</summary>
    public async Task<(string Text, string Type)?> FindAsync(
        ChannelView view,
        PointedRelease release,
        string file,
        string origin,
        CancellationToken cancellationToken
    )
    {
        var (product, channel) = (view.Channel.Product, view.Channel.Name);
        var image = new Uri(origin + ReleaseAddress.Image(product, release.Version));
        IReadOnlyList<(string, string)> versions =
        [
            .. release.Release.Components.Select(c => (c.Name, c.Version)),
        ];
        if (file == ChannelFiles.Spec(product))
        {
            var found = await products.FindAsync(product, cancellationToken);
            return (
                RpmSpec.Of(
                    product,
                    found?.Title ?? product,
                    release.Version,
                    release.Sha256,
                    image,
                    new Uri(origin + ChannelAddress.Of(view.Channel)),
                    await sets.LicensesAsync(versions, cancellationToken)
                ),
                "text/plain"
            );
        }

        return file == ChannelFiles.ConfigMap(product)
            ? (
                KubeVirtConfigMap.Of(
                    product,
                    channel,
                    release.Version,
                    release.Sha256,
                    release.Length,
                    image,
                    await sets.DriversAsync(versions, cancellationToken)
                ),
                "application/yaml"
            )
            : null;
    }
}
