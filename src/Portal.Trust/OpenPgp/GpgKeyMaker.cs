using System.Globalization;
using System.Security.Cryptography;
using Portal.Trust.Keys;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// Makes one key in a GNUPGHOME of its own, and gives that home its final name only when the key is whole and on disk.
/// </summary>
/// <param name="folder">The folder of all homes; its lock is held by the caller.</param>
/// <param name="shortPath">A short path to the same folder.</param>
/// <param name="options">Programs and the lifetime.</param>
/// <param name="common">Arguments of every run of gpg.</param>
internal sealed class GpgKeyMaker(
    KeyFolder folder,
    string shortPath,
    GpgOptions options,
    string[] common
)
{
    /// <returns>The primary key's fingerprint, which is also the name of its home.</returns>
    public async Task<string> MakeAsync(
        string prefix,
        string userId,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(userId) || userId.Any(char.IsControl))
        {
            throw new ArgumentException("A user id is one line of text.", nameof(userId));
        }

        var name = prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var real = KeyFolder.Open(Path.Combine(folder.Path, name)).Path;
        var home = Path.Combine(shortPath, name);
        try
        {
            var lifetime = Lifetime();
            var made = await RunAsync(
                    home,
                    ["--quick-generate-key", "--", userId, "ed25519", "cert", lifetime]
                )
                .ConfigureAwait(false);
            var fingerprint = made.StatusFields("KEY_CREATED") is [_, { Length: 40 } created, ..]
                ? created
                : throw new GpgException("gpg made a key and did not name it.", made.Messages);
            await RunAsync(home, ["--quick-add-key", fingerprint, "ed25519", "sign", lifetime])
                .ConfigureAwait(false);

            // The agent knows its home by the name that is about to change.
            await GpgAgent.EndAsync(options, home).ConfigureAwait(false);
            Durable.SyncTree(real);
            Directory.Move(real, Path.Combine(folder.Path, fingerprint));
            Durable.SyncFolder(folder.Path);
            return fingerprint;
        }
        catch
        {
            await GpgAgent.EndAsync(options, home).ConfigureAwait(false);
            Directory.Delete(real, recursive: true);
            throw;
        }

        async Task<GpgResult> RunAsync(string at, string[] arguments)
        {
            // No passphrase: whoever can read the folder could read a passphrase beside it.
            string[] all =
            [
                .. common,
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
                "--status-fd",
                "2",
                .. arguments,
            ];
            var result = await GpgProcess
                .RunAsync(options.Gpg, at, all, cancellationToken)
                .ConfigureAwait(false);
            return result.OrThrow("gpg could not make a key.");
        }
    }

    private string Lifetime() =>
        options.KeyLifetime is { } lifetime
            ? Math.Ceiling(lifetime.TotalDays).ToString(CultureInfo.InvariantCulture) + "d"
            : "never";
}
