using System.Collections.Generic;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Win32;
using Portal.Setup.Network;

namespace Portal.Setup.Windows;

/// <summary>How the network adapters of this Windows are configured.</summary>
internal static class AdapterReader
{
    private const string Interfaces =
        @"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces\";
    private const string Interfaces6 =
        @"SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters\Interfaces\";

    public static IList<AdapterSettings> Read()
    {
        var adapters = new List<AdapterSettings>();
        foreach (var adapter in NetworkInterface.GetAllNetworkInterfaces())
        {
            var mac = adapter.GetPhysicalAddress().ToString();
            if (mac != "" && adapter.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
            {
                adapters.Add(Read(adapter, mac));
            }
        }

        return adapters;
    }

    private static AdapterSettings Read(NetworkInterface adapter, string mac)
    {
        var settings = new AdapterSettings(mac, adapter.Name);
        using var key = Registry.LocalMachine.OpenSubKey(Interfaces + adapter.Id);
        if (key != null)
        {
            settings.IsStatic = key.GetValue("EnableDHCP") is int dhcp && dhcp == 0;
            if (settings.IsStatic)
            {
                Pair(settings.Addresses, key.GetValue("IPAddress"), key.GetValue("SubnetMask"));
                settings.Gateways.AddRange(Words(key.GetValue("DefaultGateway")));
            }

            settings.Servers.AddRange(Words(key.GetValue("NameServer")));
        }

        using var key6 = Registry.LocalMachine.OpenSubKey(Interfaces6 + adapter.Id);
        settings.Servers6.AddRange(Words(key6?.GetValue("NameServer")));
        Read6(adapter, settings);
        return settings;
    }

    private static void Read6(NetworkInterface adapter, AdapterSettings settings)
    {
        var properties = adapter.GetIPProperties();
        foreach (var address in properties.UnicastAddresses)
        {
            if (
                address.Address.AddressFamily is AddressFamily.InterNetworkV6
                && address.PrefixOrigin is PrefixOrigin.Manual
                && !address.Address.IsIPv6LinkLocal
            )
            {
                // .NET 4 does not tell the length of the prefix; what people set by hand has 64 bits.
                settings.Addresses6.Add(
                    string.Format(CultureInfo.InvariantCulture, "{0}/64", address.Address)
                );
            }
        }

        if (settings.Addresses6.Count == 0)
        {
            return;
        }

        foreach (var gateway in properties.GatewayAddresses)
        {
            if (gateway.Address.AddressFamily is AddressFamily.InterNetworkV6)
            {
                settings.Gateways6.Add(gateway.Address.ToString());
            }
        }
    }

    private static void Pair(List<string> list, object? addresses, object? masks)
    {
        var all = Words(addresses);
        var of = Words(masks);
        for (var i = 0; i < all.Count && i < of.Count; i++)
        {
            list.Add(all[i] + "/" + of[i]);
        }
    }

    // A list of texts, or one with commas or spaces between them.
    private static List<string> Words(object? value)
    {
        var words = new List<string>();
        foreach (var text in value as string[] ?? [value as string ?? ""])
        {
            words.AddRange(text.Split([',', ' '], System.StringSplitOptions.RemoveEmptyEntries));
        }

        words.RemoveAll(word => word == "0.0.0.0");
        return words;
    }
}
