using Portal.Protocol.Channels;

namespace Portal.Channels;

internal static class ChannelMapping
{
    public static PromotionWire ToWire(this Promotion promotion) =>
        new(
            promotion.Number,
            promotion.At,
            promotion.By,
            promotion.Action,
            promotion.From,
            promotion.To,
            promotion.Percent,
            promotion.Comment,
            promotion.Due
        );

    public static DistroWire ToWire(this Distro distro, IReadOnlyList<ChannelView> channels) =>
        new(
            distro.Name,
            distro.Title,
            distro.CreatedAt,
            [.. channels.Select(v => $"{v.Channel.Product}/{v.Channel.Name}")]
        );
}
