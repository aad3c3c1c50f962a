using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Signing;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Health;

/// <summary>What signs: rights, gpg itself, the OpenPGP keys and the disc keys.</summary>
internal sealed class KeysCheckup(
    DataFolder data,
    IOptions<SigningOptions> options,
    TimeProvider clock
) : ICheckup
{
    /// <summary>Hosts and distros need that long to take up another key.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(60);

    private static readonly Version OldestGpg = new(2, 2);

    private const string RestoreKeys =
        "Restore the keys from their backup. If there is none: remove the file 'current' there, and the portal begins with a new key.";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private string Root =>
        options.Value.KeysPath.Length == 0 ? data.Keys : Path.GetFullPath(options.Value.KeysPath);

    public string Name => "keys";

    public bool NeedsDatabase => false;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var openPgp = await OpenPgpAsync(cancellationToken);
        return [.. Rights(), .. Disc(), .. openPgp];
    }

    private IEnumerable<HealthFinding> Rights()
    {
        if (!Directory.Exists(Root))
        {
            yield return HealthFinding.Error(
                Name,
                $"There is no key folder {Root}.",
                "Start the portal once, or restore the keys from their backup."
            );
            yield break;
        }

        var all = new EnumerationOptions { RecurseSubdirectories = true };
        // gpg keeps a public copy at 0644; a closed folder closes what is in it.
        foreach (var folder in Directory.EnumerateDirectories(Root, "*", all).Prepend(Root))
        {
            if ((File.GetUnixFileMode(folder) & Others) != UnixFileMode.None)
            {
                yield return HealthFinding.Error(
                    $"{Name}.rights",
                    $"Others can look into {folder}: a key that others could read is no secret.",
                    $"Run: chmod 700 '{folder}'. If somebody may have read it, rotate the keys."
                );
            }
        }
    }

    private IEnumerable<HealthFinding> Disc()
    {
        var check = $"{Name}.disc";
        var folder = Path.Combine(Root, "disc");
        if (!Directory.Exists(folder))
        {
            yield return HealthFinding.Error(
                check,
                "There is no disc key.",
                "Start the portal once, or restore the keys from their backup."
            );
            yield break;
        }

        var files = Directory.GetFiles(folder, "*.pem");
        var readable = 0;
        foreach (var file in files)
        {
            if (Problem(file) is { } problem)
            {
                yield return HealthFinding.Error(check, problem, RestoreKeys);
            }
            else
            {
                readable++;
            }
        }

        var pointer = Path.Combine(folder, "current");
        var current = File.Exists(pointer) ? File.ReadAllText(pointer).Trim() : null;
        if (current is null || !File.Exists(Path.Combine(folder, current + ".pem")))
        {
            yield return HealthFinding.Error(
                check,
                current is null
                    ? "No disc key is the current one."
                    : $"The current disc key {current} is missing.",
                RestoreKeys
            );
        }
        else if (readable == files.Length)
        {
            yield return HealthFinding.Ok(
                check,
                $"Disc keys: {readable}, the current one is {current[..Math.Min(16, current.Length)]}."
            );
        }
    }

    private static string? Problem(string file)
    {
        if ((File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
        {
            return $"{file} is open to others; run: chmod 600 '{file}'.";
        }

        try
        {
            using var key = DiscKey.FromPem(File.ReadAllText(file));
            return key.KeyId == Path.GetFileNameWithoutExtension(file)
                ? null
                : $"{file} holds another key than its name says.";
        }
        catch (Exception e) when (e is KeyFolderException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {e.Message}";
        }
    }

    private async Task<List<HealthFinding>> OpenPgpAsync(CancellationToken cancellationToken)
    {
        GpgInspection seen;
        try
        {
            seen = await GpgInspection.RunAsync(Path.Combine(Root, "openpgp"), cancellationToken);
        }
        catch (GpgException e)
        {
            return
            [
                HealthFinding.Error(
                    "gpg",
                    e.Message.ReplaceLineEndings(" "),
                    "Install gnupg, 2.2 or later; without it nothing is signed and the portal does not start."
                ),
            ];
        }
        catch (KeyFolderException e)
        {
            return [HealthFinding.Error($"{Name}.openpgp", e.Message, RestoreKeys)];
        }

        return
        [
            Version.TryParse(seen.Version, out var version) && version >= OldestGpg
                ? HealthFinding.Ok("gpg", $"gpg {seen.Version}.")
                : HealthFinding.Error(
                    "gpg",
                    $"gpg is {seen.Version}; 2.2 is the oldest that makes these keys.",
                    "Install a newer gnupg."
                ),
            .. Judge(seen),
        ];
    }

    private IEnumerable<HealthFinding> Judge(GpgInspection seen)
    {
        var check = $"{Name}.openpgp";
        var current = seen.Keys.FirstOrDefault(k => k.Current);
        if (current is null)
        {
            yield return HealthFinding.Error(
                check,
                "No OpenPGP key is the current one.",
                "Start the portal once, or restore the keys from their backup."
            );
            yield break;
        }

        var home = Path.Combine(Root, "openpgp", current.Fingerprint, "private-keys-v1.d");
        if (!Directory.Exists(home) || Directory.GetFiles(home).Length < 2)
        {
            yield return HealthFinding.Error(
                check,
                $"The private half of the current OpenPGP key {current.Fingerprint} is missing.",
                RestoreKeys
            );
        }
        else if (current.Expires is { } expires && expires < clock.GetUtcNow() + Soon)
        {
            yield return HealthFinding.Warning(
                check,
                $"The current OpenPGP key {current.Fingerprint} expires {expires:yyyy-MM-dd}.",
                "Rotate it before, and tell distros the new fingerprint."
            );
        }
        else
        {
            yield return HealthFinding.Ok(
                check,
                $"OpenPGP keys: {seen.Keys.Count}, the current one is {current.Fingerprint}."
            );
        }
    }
}
