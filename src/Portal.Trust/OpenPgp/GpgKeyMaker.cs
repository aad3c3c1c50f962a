using System.Globalization;
using System.Security.Cryptography;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// Makes one key in a GNUPGHOME of its own, which gets its final name only when the key is whole and on disk.
/// </summary>
/// <param name="homes">Where it goes; the folder's lock is held by the caller.</param>
/// <param name="gpg">Runs gpg.</param>
/// <param name="lifetime">How long the key is valid; null is for ever.</param>
internal sealed class GpgKeyMaker(GpgKeyHomes homes, GpgRunner gpg, TimeSpan? lifetime)
{
    /// <returns>The primary key's fingerprint, which is also the name of its home.</returns>
    public async Task<string> MakeAsync(string userId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(userId) || userId.Any(char.IsControl))
        {
            throw new ArgumentException("A user id is one line of text.", nameof(userId));
        }

        var name = homes.Begin(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            var fingerprint = await MakeInAsync(homes.PathOf(name), userId, cancellationToken)
                .ConfigureAwait(false);

            // The agent knows its home by the name that is about to change.
            await gpg.EndAgentAsync(homes.PathOf(name)).ConfigureAwait(false);
            homes.Finish(name, fingerprint);
            return fingerprint;
        }
        catch
        {
            await homes.AbandonAsync(name).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string> MakeInAsync(
        string home,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var valid = lifetime is { } time
            ? Math.Ceiling(time.TotalDays).ToString(CultureInfo.InvariantCulture) + "d"
            : "never";
        var made = await RunAsync(["--quick-generate-key", "--", userId, "ed25519", "cert", valid])
            .ConfigureAwait(false);
        var fingerprint = made.StatusFields("KEY_CREATED") is [_, { Length: 40 } created, ..]
            ? created
            : throw new GpgException("gpg made a key and did not name it.", made.Messages);
        await RunAsync(["--quick-add-key", fingerprint, "ed25519", "sign", valid])
            .ConfigureAwait(false);
        return fingerprint;

        async Task<GpgResult> RunAsync(string[] arguments)
        {
            // No passphrase: whoever can read the folder could read a passphrase beside it.
            string[] all =
            [
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
                "--status-fd",
                "2",
                .. arguments,
            ];
            var result = await gpg.RunAsync(home, all, cancellationToken).ConfigureAwait(false);
            return result.OrThrow("gpg could not make a key.");
        }
    }
}
