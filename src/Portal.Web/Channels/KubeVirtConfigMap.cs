using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Components;
using Portal.Protocol;

namespace Portal.Channels;

/// <summary>
/// A ConfigMap of Kubernetes that says what a channel hands out: the ISO, and which versions of Windows drivers count as
/// current. KubeVirt's VEP 385 compares what guests report of their drivers with what a distributor declares in a ConfigMap;
/// the words of each driver are those of the guest agent's <c>guest-get-devices</c>, with which it is compared.
/// </summary>
internal static partial class KubeVirtConfigMap
{
    /// <summary>Bytes that Kubernetes takes of all data of a ConfigMap are 1 MiB; this stays far below.</summary>
    private const int MaxDrivers = 1000;

    // ASCII alone: every other character is escaped, so that nothing ends the block that it stands in.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="image">Address of the ISO.</param>
    /// <param name="drivers">Those that the release offers.</param>
    public static string Of(
        string product,
        string channel,
        string version,
        Digest sha256,
        long length,
        Uri image,
        IReadOnlyList<ComponentDriver> drivers
    )
    {
        var text = new StringBuilder(
            $"""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {Quoted($"{product}-{channel}-image")}
            data:
              product: {Quoted(product)}
              channel: {Quoted(channel)}
              version: {Quoted(version)}
              sha256: {Quoted(sha256.Hex)}
              length: {Quoted(length.ToString(CultureInfo.InvariantCulture))}
              url: {Quoted(image.AbsoluteUri)}
              drivers.json: |

            """
        );
        foreach (
            var line in JsonSerializer
                .Serialize(DriversOf(drivers), Indented)
                .ReplaceLineEndings("\n")
                .Split('\n')
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"    {line}\n");
        }

        return text.ToString();
    }

    private static List<SortedDictionary<string, object>> DriversOf(
        IReadOnlyList<ComponentDriver> drivers
    )
    {
        var found = new List<SortedDictionary<string, object>>();
        var seen = new HashSet<(string, string, int, int)>();
        foreach (var driver in drivers)
        {
            var facts = driver.Facts;
            if (facts is not { Version: { } version, Date: { } date })
            {
                continue;
            }

            foreach (var device in facts.Devices)
            {
                if (
                    PciId().Match(device.HardwareId) is not { Success: true } id
                    || found.Count == MaxDrivers
                )
                {
                    continue;
                }

                var (vendor, number) = (Hex(id.Groups["vendor"]), Hex(id.Groups["device"]));
                if (seen.Add((device.Description, version, vendor, number)))
                {
                    found.Add(
                        new(StringComparer.Ordinal)
                        {
                            ["component"] = driver.Component,
                            ["device-id"] = number,
                            ["driver-date"] = date.ToString(
                                "yyyy-MM-dd",
                                CultureInfo.InvariantCulture
                            ),
                            ["driver-name"] = device.Description,
                            ["driver-version"] = version,
                            ["vendor-id"] = vendor,
                        }
                    );
                }
            }
        }

        return found;
    }

    private static int Hex(Group digits) =>
        int.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>A JSON string is a double-quoted scalar of YAML.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    [GeneratedRegex(
        @"\APCI\\VEN_(?<vendor>[0-9A-F]{4})&DEV_(?<device>[0-9A-F]{4})",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex PciId();
}
