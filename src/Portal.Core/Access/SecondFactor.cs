using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>Takes codes, each once, and makes the codes for the day on which the app is lost.</summary>
internal static class SecondFactor
{
    public const int RecoveryCodes = 10;

    private const int RecoveryBytes = 10;
    private const int Group = 4;

    /// <summary>
    /// True when the code is the app's of this moment or an unused recovery code; it is used up by that. Of two who send
    /// the same code at once one succeeds.
    /// </summary>
    public static async Task<bool> TakeAsync(
        PortalDb db,
        Credential credential,
        string code,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (Totp.Match(credential.TotpSecret!, code, now, credential.TotpStep) is { } step)
        {
            return await db.Set<Credential>()
                    .Where(c => c.Account == credential.Account && c.TotpStep < step)
                    .ExecuteUpdateAsync(
                        c => c.SetProperty(x => x.TotpStep, step),
                        cancellationToken
                    ) == 1;
        }

        var hash = HashOf(code);
        return await db.Set<RecoveryCode>()
                .Where(c => c.Hash == hash && c.Account == credential.Account && c.UsedAt == null)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now), cancellationToken) == 1;
    }

    /// <summary>Puts fresh codes in the place of those there are, in the save that is under way.</summary>
    /// <returns>The codes, to be shown once.</returns>
    public static async Task<IReadOnlyList<string>> RenewCodesAsync(
        PortalDb db,
        string account,
        CancellationToken cancellationToken
    )
    {
        db.RemoveRange(
            await db.Set<RecoveryCode>()
                .Where(c => c.Account == account)
                .ToListAsync(cancellationToken)
        );
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => NewCode()).ToList();
        db.AddRange(codes.Select(c => new RecoveryCode { Hash = HashOf(c), Account = account }));
        return codes;
    }

    /// <summary>80 bits in four groups: <c>ABCD-EFGH-IJKL-MNOP</c>. Random enough to need no salt or stretching.</summary>
    private static string NewCode() =>
        string.Join(
            '-',
            Base32
                .Encode(RandomNumberGenerator.GetBytes(RecoveryBytes))
                .Chunk(Group)
                .Select(g => new string(g))
        );

    /// <summary>However it is typed: with or without dashes and spaces, in either case.</summary>
    private static Digest HashOf(string code) =>
        TokenText.HashOf(new string([.. code.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant());
}
