using Portal.Access;
using Portal.Channels;

namespace Portal.Hosts;

/// <summary>Which hosts of a product somebody sees, as counts.</summary>
/// <param name="Channels">Those that follow these; null: all.</param>
/// <param name="Distros">Of hosts that have not reported a channel yet, those of these distros' fleets.</param>
public sealed record HostSight(
    IReadOnlyCollection<string>? Channels,
    IReadOnlyCollection<string> Distros
)
{
    public bool IsAll => Channels is null;

    /// <summary>
    /// Release managers of the product and administrators see all; a distro's maintainers see the hosts on its channels. Null:
    /// nothing.
    /// </summary>
    public static async ValueTask<HostSight?> OfAsync(
        Caller caller,
        string product,
        ChannelBoard board,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(board);
        if (caller.MayManage(product, null))
        {
            return new HostSight(null, []);
        }

        var distros = caller.Distros();
        if (distros.Count == 0)
        {
            return null;
        }

        var channels = (await board.OfProductAsync(product, cancellationToken))
            .Where(v => distros.Contains(v.Channel.Owner))
            .Select(v => v.Channel.Name)
            .ToList();
        return channels.Count == 0 ? null : new HostSight(channels, distros);
    }

    /// <summary>Those of a product's hosts that are seen.</summary>
    internal IQueryable<EnrolledHost> Of(IQueryable<EnrolledHost> hosts) =>
        Channels is not { } channels
            ? hosts
            : hosts.Where(h =>
                channels.Contains(h.Channel!) || (h.Channel == null && Distros.Contains(h.Distro!))
            );

    /// <summary>The same, of one channel; null when that is not seen.</summary>
    public HostSight? Only(string channel) =>
        IsAll || Channels!.Contains(channel) ? new HostSight([channel], []) : null;
}
