using System.CommandLine;
using System.Globalization;
using Portal.Data;
using Portal.Shell;

namespace Portal.Backups;

/// <summary><c>portal backup</c> and <c>portal restore</c>.</summary>
internal static class BackupCommands
{
    /// <summary>It was made, and says what it lacks.</summary>
    private const int Lacking = 3;

    public static Command Backup(string[] settings, TextWriter output)
    {
        var target = new Argument<string?>("TARGET")
        {
            Description =
                "A new folder, or a new file that ends in .tar. The portal may be running.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var earlier = new Option<string?>("--base")
        {
            Description =
                "An earlier backup in a folder on the same file system: files that it holds are linked, not copied",
            HelpName = "FOLDER",
        };
        var keys = new Option<string?>("--keys")
        {
            Description = "Put the keys apart, into this folder or .tar",
            HelpName = "TARGET",
        };
        var noKeys = new Option<bool>("--no-keys")
        {
            Description = "Leave the keys out: they are kept another way",
        };
        var verify = new Option<string?>("--verify")
        {
            Description = "Make no backup: read this one and compare every digest",
            HelpName = "BACKUP",
        };
        var command = new Command(
            "backup",
            "Back up database, files and keys, in this order, while the portal serves."
        )
        {
            target,
            earlier,
            keys,
            noKeys,
            verify,
        };
        command.Validators.Add(result =>
        {
            var isVerify = result.GetValue(verify) is not null;
            if (isVerify == (result.GetValue(target) is not null))
            {
                result.AddError("Name a TARGET for a new backup, or one backup to --verify.");
            }
            else if (
                isVerify
                && (
                    result.GetValue(earlier) is not null
                    || result.GetValue(keys) is not null
                    || result.GetValue(noKeys)
                )
            )
            {
                result.AddError("--verify stands alone.");
            }
            else if (result.GetValue(noKeys) && result.GetValue(keys) is not null)
            {
                result.AddError("--keys and --no-keys exclude each other.");
            }
        });
        command.SetAction(
            (parsed, cancellationToken) =>
                parsed.GetValue(verify) is { } backup
                    ? VerifyAsync(backup, output, cancellationToken)
                    : MakeAsync(
                        settings,
                        new(
                            parsed.GetValue(target)!,
                            parsed.GetValue(earlier),
                            parsed.GetValue(keys),
                            !parsed.GetValue(noKeys)
                        ),
                        output,
                        cancellationToken
                    )
        );
        return command;
    }

    public static Command Restore(string[] settings, TextWriter output)
    {
        var backup = new Argument<string>("BACKUP") { Description = "A folder or .tar" };
        var keys = new Option<string?>("--keys")
        {
            Description = "The backup of the keys, where they are apart",
            HelpName = "BACKUP",
        };
        var command = new Command(
            "restore",
            "Put a backup into an empty data folder (PORTAL_DATA) and an empty database. Cut off, it goes on when run again."
        )
        {
            backup,
            keys,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RestoreAsync(
                    settings,
                    parsed.GetValue(backup)!,
                    parsed.GetValue(keys),
                    output,
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> MakeAsync(
        string[] settings,
        BackupRequest request,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var portal = OfflinePortal.Open(settings, DataFolder.Observe);
        var made = await portal.Get<BackupService>().RunAsync(request, cancellationToken);
        await output.WriteLineAsync(
            $"Backed up to {made.Path}: {Number(made.Files)} files, {Number(made.Bytes)} bytes{(made.Reused > 0 ? $", {Number(made.Reused)} of them linked" : "")}."
        );
        await output.WriteLineAsync($"SHA-256 of its manifest: {made.Manifest}");
        await output.WriteLineAsync(
            made.KeysPath is { } keys
                ? $"The keys are in {keys}. Whoever has them signs as this portal: keep them apart, and closed."
            : request.WithKeys
                ? "It holds the keys, readable for its owner alone. Whoever has them signs as this portal: keep it closed."
            : "It holds no keys. Without them a restored portal makes new ones."
        );
        if (made.Unknown)
        {
            await output.WriteLineAsync(
                "The files are damaged so that nobody can tell which are missing. Run: portal doctor --deep"
            );
        }
        else if (made.Lacking.Count > 0)
        {
            await output.WriteLineAsync(
                $"{Number(made.Lacking.Count)} files that the database names are missing or damaged, here and in the backup. Run: portal doctor --deep"
            );
        }

        return made.Unknown || made.Lacking.Count > 0 ? Lacking : 0;
    }

    private static async Task<int> VerifyAsync(
        string path,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var backup = await BackupReader.OpenAsync(path, cancellationToken);
        var problems = await backup.VerifyAsync(cancellationToken);
        foreach (var problem in problems)
        {
            await output.WriteLineAsync(problem);
        }

        if (problems.Count > 0)
        {
            await output.WriteLineAsync($"{path} is damaged: it cannot be restored.");
            return 1;
        }

        var manifest = backup.Manifest;
        await output.WriteLineAsync(
            $"{path} is whole: {Number(manifest.Files.Count)} files, made {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC by portal {manifest.Version}, keys {manifest.Keys}."
        );
        await output.WriteLineAsync($"SHA-256 of its manifest: {backup.ManifestDigest}");
        if (manifest.Lacking.Count > 0)
        {
            await output.WriteLineAsync(
                $"{Number(manifest.Lacking.Count)} files that the database names were missing or damaged when it was made."
            );
        }

        return 0;
    }

    private static async Task<int> RestoreAsync(
        string[] settings,
        string path,
        string? keys,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var portal = OfflinePortal.Open(settings, DataFolder.Open);
        var restored = await portal.Get<RestoreService>().RunAsync(path, keys, cancellationToken);
        await output.WriteLineAsync(
            $"Restored into {portal.Folder.Path}: the database and {Number(restored.Blobs)} files, as of {restored.Manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC."
        );
        if (!restored.KeysRestored)
        {
            await output.WriteLineAsync(
                "No keys were restored. Put them back before the first start, which makes new ones otherwise; what the old ones signed stays valid, but what was queued for them fails."
            );
        }

        await output.WriteLineAsync("Next: portal doctor; then start the portal.");
        return 0;
    }

    private static string Number(long number) =>
        number.ToString("N0", CultureInfo.InvariantCulture);
}
