using System.Collections.Generic;

namespace Portal.Setup.Network;

/// <summary>What netsh has to be told so that an adapter is as it was: nothing for what is so.</summary>
internal static class AdapterCommands
{
    /// <param name="before">How it was.</param>
    /// <param name="after">How it is, under the name that it has now.</param>
    public static IList<string[]> Of(AdapterSettings before, AdapterSettings after)
    {
        var commands = new List<string[]>();
        var name = "name=" + after.Name;
        if (
            before.IsStatic
            && !(
                after.IsStatic
                && HasAll(after.Addresses, before.Addresses)
                && HasAll(after.Gateways, before.Gateways)
            )
        )
        {
            for (var i = 0; i < before.Addresses.Count; i++)
            {
                var parts = before.Addresses[i].Split('/');
                commands.Add(
                    i == 0
                        ?
                        [
                            "interface",
                            "ipv4",
                            "set",
                            "address",
                            name,
                            "source=static",
                            "address=" + parts[0],
                            "mask=" + parts[1],
                        ]
                        :
                        [
                            "interface",
                            "ipv4",
                            "add",
                            "address",
                            name,
                            "address=" + parts[0],
                            "mask=" + parts[1],
                        ]
                );
            }

            foreach (var gateway in before.Gateways)
            {
                commands.Add([
                    "interface",
                    "ipv4",
                    "add",
                    "address",
                    name,
                    "gateway=" + gateway,
                    "gwmetric=1",
                ]);
            }
        }

        AddServers(commands, "ipv4", name, before.Servers, after.Servers);
        foreach (var address in before.Addresses6)
        {
            if (!after.Addresses6.Contains(address))
            {
                commands.Add([
                    "interface",
                    "ipv6",
                    "add",
                    "address",
                    "interface=" + after.Name,
                    "address=" + address,
                ]);
            }
        }

        foreach (var gateway in before.Gateways6)
        {
            if (!after.Gateways6.Contains(gateway))
            {
                commands.Add([
                    "interface",
                    "ipv6",
                    "add",
                    "route",
                    "prefix=::/0",
                    "interface=" + after.Name,
                    "nexthop=" + gateway,
                ]);
            }
        }

        AddServers(commands, "ipv6", name, before.Servers6, after.Servers6);
        return commands;
    }

    private static void AddServers(
        List<string[]> commands,
        string family,
        string name,
        List<string> before,
        List<string> after
    )
    {
        if (HasAll(after, before))
        {
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            commands.Add(
                i == 0
                    ?
                    [
                        "interface",
                        family,
                        "set",
                        "dnsservers",
                        name,
                        "source=static",
                        "address=" + before[i],
                        "validate=no",
                    ]
                    :
                    [
                        "interface",
                        family,
                        "add",
                        "dnsservers",
                        name,
                        "address=" + before[i],
                        "validate=no",
                    ]
            );
        }
    }

    private static bool HasAll(List<string> list, List<string> wanted) =>
        wanted.TrueForAll(list.Contains);
}
