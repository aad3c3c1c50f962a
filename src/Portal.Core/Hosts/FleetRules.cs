using Portal.Channels;
using Portal.Problems;
using Portal.Protocol.Problems;

namespace Portal.Hosts;

/// <summary>What a fleet may follow.</summary>
internal static class FleetRules
{
    /// <summary>The product alone and, where the fleet is a distro's, that distro's channels alone.</summary>
    /// <param name="distro">Null: any channel.</param>
    /// <param name="findings">Takes that there is no such channel.</param>
    public static async ValueTask<Error?> CheckAsync(
        ChannelBoard board,
        string product,
        string? distro,
        (string Product, string Channel) follows,
        List<Finding> findings,
        CancellationToken cancellationToken
    )
    {
        if (follows.Product != product)
        {
            return HostErrors.OtherFleet.With($"The fleet is one of {product}.");
        }

        var view = await board.FindAsync(product, follows.Channel, cancellationToken);
        if (view is null)
        {
            findings.Add(new("host.channel", $"{product} has no channel of this name.", "channel"));
            return null;
        }

        return distro is null || view.Channel.Owner == distro
            ? null
            : HostErrors.OtherFleet.With($"The fleet is one of channels of {distro}.");
    }
}
