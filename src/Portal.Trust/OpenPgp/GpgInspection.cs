using System.Text;
using Portal.Trust.Keys;

namespace Portal.Trust.OpenPgp;

/// <summary>Looks at a folder of keys without changing it, beside the portal that uses it.</summary>
/// <param name="Version">Of gpg, as <c>2.2.40</c>.</param>
/// <param name="Keys">Every key ever used: current first, then by fingerprint.</param>
/// <param name="PublicKeys">Their public halves, armored; null when there is none.</param>
public sealed record GpgInspection(string Version, IReadOnlyList<GpgKey> Keys, string? PublicKeys)
{
    /// <param name="path">As of <see cref="GpgHome"/>; may be missing.</param>
    /// <exception cref="GpgException">gpg is not installed, or cannot read a key.</exception>
    /// <exception cref="KeyFolderException">The pointer to the current key leads nowhere, or others can read the folder.</exception>
    public static async Task<GpgInspection> RunAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        var gpg = new GpgRunner(new GpgOptions(), TimeProvider.System);
        var full = Path.GetFullPath(path);
        var version = await VersionAsync(gpg, cancellationToken).ConfigureAwait(false);
        if (!Directory.Exists(full))
        {
            return new(version, [], null);
        }

        // No agent is started, so the path may be of any length.
        using var homes = new GpgKeyHomes(KeyFolder.Open(full), gpg);
        var current = homes.Current;
        var keys = new List<GpgKey>();
        using var joined = new MemoryStream();
        foreach (var fingerprint in homes.CurrentFirst())
        {
            var home = Path.Combine(full, fingerprint);
            string[] list =
            [
                "--lock-never",
                "--no-autostart",
                "--with-colons",
                "--fixed-list-mode",
                "--list-keys",
                fingerprint,
            ];
            var listed = await gpg.RunAsync(home, list, cancellationToken).ConfigureAwait(false);
            keys.Add(
                GpgListing.Parse(
                    Encoding.UTF8.GetString(
                        listed.OrThrow($"gpg could not list the key {fingerprint}.").Output
                    ),
                    fingerprint,
                    fingerprint == current
                )
            );
            string[] export = ["--lock-never", "--no-autostart", "--export", fingerprint];
            var exported = await gpg.RunAsync(home, export, cancellationToken)
                .ConfigureAwait(false);
            joined.Write(exported.OrThrow($"gpg could not export the key {fingerprint}.").Output);
        }

        return new(
            version,
            keys,
            joined.Length == 0
                ? null
                : Armor.Encode(
                    Armor.PublicKeyBlock,
                    joined.GetBuffer().AsSpan(0, (int)joined.Length)
                )
        );
    }

    private static async Task<string> VersionAsync(
        GpgRunner gpg,
        CancellationToken cancellationToken
    )
    {
        // Not in the home: it may be the folder that is damaged.
        var result = await gpg.RunAsync(Path.GetTempPath(), ["--version"], cancellationToken)
            .ConfigureAwait(false);
        var first = Encoding.UTF8.GetString(result.OrThrow("gpg does not run.").Output).Split('\n')[
            0
        ];
        return first[(first.LastIndexOf(' ') + 1)..].Trim();
    }
}
