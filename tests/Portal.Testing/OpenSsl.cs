using System.Diagnostics;

namespace Portal.Testing;

/// <summary>Signatures of webhooks as a receiver computes them, by a tool that is not ours.</summary>
public static class OpenSsl
{
    /// <param name="secret"><c>whsec_</c> and base64.</param>
    /// <returns>What has to stand in <c>webhook-signature</c>.</returns>
    public static async Task<string> SignatureAsync(string secret, SeenMessage message)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(message);
        var key = Convert.ToHexString(Convert.FromBase64String(secret["whsec_".Length..]));
        using var process = Process.Start(
            new ProcessStartInfo("openssl")
            {
                ArgumentList =
                {
                    "dgst",
                    "-sha256",
                    "-mac",
                    "HMAC",
                    "-macopt",
                    $"hexkey:{key}",
                    "-r",
                },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await process.StandardInput.WriteAsync(
            $"{message.Headers["webhook-id"]}.{message.Headers["webhook-timestamp"]}.{message.Body}"
        );
        process.StandardInput.Close();
        var hash = (await process.StandardOutput.ReadToEndAsync()).Split(' ')[0];
        await process.WaitForExitAsync();
        return $"v1,{Convert.ToBase64String(Convert.FromHexString(hash))}";
    }
}
