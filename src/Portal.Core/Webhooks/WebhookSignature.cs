using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Webhooks;

/// <summary>
/// Signs as Standard Webhooks does (standardwebhooks.com, symmetric): HMAC-SHA256 over id, time and body, so that none of them
/// can be put to another.
/// </summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>What stands in <see cref="TimestampHeader"/>: Unix seconds.</summary>
    public static string TimestampOf(DateTimeOffset now) =>
        now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>What stands in <see cref="SignatureHeader"/>: <c>v1,</c> and base64.</summary>
    /// <param name="secret">As it was told: <c>whsec_</c> and base64 of the key.</param>
    public static string Of(string secret, string id, string timestamp, string body)
    {
        var key = Convert.FromBase64String(secret[Webhook.SecretPrefix.Length..]);
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return $"v1,{Convert.ToBase64String(hash)}";
    }
}
