using System.Collections.Generic;

namespace Portal.Setup.Network;

/// <summary>How a network adapter is configured by hand. What DHCP gives is DHCP's to give again.</summary>
internal sealed class AdapterSettings(string mac, string name)
{
    /// <summary>Twelve upper-case hexadecimal digits: what stays when a driver gives the adapter another name.</summary>
    public string Mac { get; } = mac;

    /// <summary>Of the connection: <c>Ethernet</c>.</summary>
    public string Name { get; } = name;

    /// <summary>False when the IPv4 address is DHCP's.</summary>
    public bool IsStatic { get; set; }

    /// <summary>IPv4 addresses with their masks, <c>192.0.2.7/255.255.255.0</c>.</summary>
    public List<string> Addresses { get; } = [];

    public List<string> Gateways { get; } = [];

    /// <summary>IPv4 servers that were set by hand.</summary>
    public List<string> Servers { get; } = [];

    /// <summary>IPv6 addresses that were set by hand, with the length of their prefix: <c>2001:db8::7/64</c>.</summary>
    public List<string> Addresses6 { get; } = [];

    public List<string> Gateways6 { get; } = [];

    public List<string> Servers6 { get; } = [];

    /// <summary>True when there is something that a new driver could lose.</summary>
    public bool IsByHand =>
        IsStatic || Servers.Count + Addresses6.Count + Gateways6.Count + Servers6.Count > 0;
}
