using System.Net;
using System.Net.Sockets;

namespace Portal.Webhooks;

/// <summary>
/// Which addresses somebody else's word may lead this server to: those that everybody can reach. By the special-purpose
/// registries of IANA (RFC 6890 and what followed); what is not known to be global is refused.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotGlobal =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            // Multicast, and what is reserved up to broadcast.
            "224.0.0.0/3",
            // Of the global unicast of version 6: protocols and Teredo, documentation, 6to4, which leads to any address of
            // version 4. What translates to version 4 (64:ff9b::/96), unique local and link-local addresses are no part of it.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (
                plain.AddressFamily == AddressFamily.InterNetwork
                || (
                    plain.AddressFamily == AddressFamily.InterNetworkV6
                    && GlobalUnicast.Contains(plain)
                )
            ) && !NotGlobal.Any(network => Contains(network, plain));
    }

    /// <summary>Whether webhooks may be sent there.</summary>
    public static bool MayReach(IPAddress address, WebhookOptions options) =>
        IsPublic(address) || (options.AllowLoopback && IsLoopback(address));

    private static bool IsLoopback(IPAddress address)
    {
        // 127.0.0.0/8 and ::1.
        return IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    private static bool Contains(IPNetwork network, IPAddress address) =>
        network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
}
