using System.Text;
using Portal.Cli.Shell;
using Portal.Protocol.Client;
using Portal.Trust.OpenPgp;

namespace Portal.Cli.Images;

/// <summary>The OpenPGP keys that signatures are held against, and what they say of one.</summary>
/// <param name="Armored">One or more public key blocks.</param>
/// <param name="IsFromPortal">True when they come from the place that is being checked.</param>
internal sealed record TrustedKeys(string Armored, bool IsFromPortal)
{
    public static async Task<TrustedKeys> FromFileAsync(
        string path,
        CancellationToken cancellationToken
    ) => new(await File.ReadAllTextAsync(path, cancellationToken), false);

    public static async Task<TrustedKeys> FromPortalAsync(
        PortalClient client,
        CancellationToken cancellationToken
    ) =>
        new(
            Encoding.UTF8.GetString(await client.Downloads.OpenPgpKeysAsync(cancellationToken)),
            true
        );

    /// <summary>Checks a detached signature and notes the outcome.</summary>
    public async Task<bool> CheckAsync(
        Checklist checks,
        string name,
        string what,
        ReadOnlyMemory<byte> signature,
        Stream data,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await new GpgVerifier().VerifyAsync(
                Armored,
                signature,
                data,
                cancellationToken
            );
            return checks.Add(name, result.IsGood, $"{what}: {Say(result)}");
        }
        catch (GpgException e)
        {
            return checks.Add(name, false, $"{what}: {e.Message}");
        }
    }

    private static string Say(GpgVerification result) =>
        result.Verdict switch
        {
            GpgVerdict.Good => $"good, by key {result.Fingerprint}, {Texts.Time(result.SignedAt)}",
            GpgVerdict.BadSignature => "BAD: the data or the signature was altered",
            GpgVerdict.UnknownKey =>
                $"made by key {result.Fingerprint ?? "unknown"}, which is not among the trusted ones",
            GpgVerdict.ExpiredKey => $"the key {result.Fingerprint} or the signature has expired",
            GpgVerdict.RevokedKey => $"the key {result.Fingerprint} was revoked",
            _ => $"not a signature that can be checked ({result.Detail})",
        };
}
