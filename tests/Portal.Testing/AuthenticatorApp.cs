using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Portal.Testing;

/// <summary>The app on a person's phone.</summary>
public static class AuthenticatorApp
{
    /// <summary>What the app shows for a key, by RFC 6238 computed here and not by the code under test.</summary>
    /// <param name="secret">32 letters and digits, without spaces.</param>
    /// <param name="steps">How many steps of 30 seconds later.</param>
    public static string CodeOf(string secret, int steps = 0)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var bits = string.Concat(
            secret.Select(c =>
                Convert
                    .ToString(
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal),
                        2
                    )
                    .PadLeft(5, '0')
            )
        );
        var key = Enumerable
            .Range(0, bits.Length / 8)
            .Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))
            .ToArray();
        var step = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + steps;
        var message = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(step));
#pragma warning disable CA5350 // RFC 6238 is HMAC-SHA-1.
        var hash = HMACSHA1.HashData(key, message);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var number = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(hash, at)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
