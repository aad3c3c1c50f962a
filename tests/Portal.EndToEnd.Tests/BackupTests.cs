using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>Backups of a portal at work, and what becomes of them elsewhere; by the verbs of the real program.</summary>
public abstract class BackupTests(DatabaseProvider provider)
{
    [Theory]
    [InlineData("backup")]
    [InlineData("backup.tar")]
    public async Task A_portal_backed_up_while_it_works_is_restored_elsewhere_and_goes_on(
        string name
    )
    {
        await using var site = await StartAsync(files: 20);
        var target = site.Folder[name];
        await site.Http.CreateReleaseAsync("tools", "1.1");
        var uploads = UploadOnAsync(site, versions: 6);
        var (exit, output, errors) = await site.Portal.CommandAsync("backup", target);
        Assert.True(exit == 0, output + errors);
        await uploads;
        await VerifiedAsync(target);

        // What comes after it is not in it, and what was removed after it is.
        await site.Http.WaitReadyAsync("tools", "1.1");
        var before = await site.Http.ReadReleaseAsync("tools", "1.0");
        await site.Portal.KillAsync();

        await using var database = await EmptyAsync();
        var data = site.Folder["elsewhere"];
        var connection = database?.Target.ConnectionString;
        await RestoredAsync(data, connection, target);
        await using var portal = await PortalProcess.StartAsync(data, connection);
        var release = await portal.Http.ReadReleaseAsync("tools", "1.0");
        Assert.Equal(before.Image!.Sha256, release.Image!.Sha256);
        await ServesAsync(portal, site.Folder, "1.0", release.Image.Sha256.Hex);
        await portal.Http.CreateReleaseAsync("tools", "2.0");
        await portal.Http.WaitReadyAsync("tools", "2.0");
        // The release that was in the making goes on from its row.
        await portal.Http.WaitReadyAsync("tools", "1.1");

        var doctor = await portal.CommandAsync("doctor", "--deep", "--json");
        Assert.True(doctor.Exit == 0, doctor.Output + doctor.Errors);
    }

    [Fact]
    public async Task What_is_not_whole_or_not_empty_is_refused_and_says_why()
    {
        await using var site = await StartAsync(files: 2);
        await using var database = await EmptyAsync();
        var connection = database?.Target.ConnectionString;
        var (folder, tar) = (site.Folder["b"], site.Folder["b.tar"]);
        Assert.Equal(0, (await site.Portal.CommandAsync("backup", folder)).Exit);
        Assert.Equal(0, (await site.Portal.CommandAsync("backup", tar)).Exit);

        // The running portal's own folder, and a name that is taken.
        await RefusedAsync(site.Portal.Data, site.Connection, "holds portal.lock", folder);
        Assert.Contains(
            "is there already",
            (await site.Portal.CommandAsync("backup", folder)).Errors,
            StringComparison.Ordinal
        );

        // A folder in which no portal ever was, such as that of a setting that was forgotten.
        var (exit, _, errors) = await PortalProcess.CommandAsync(
            site.Folder["none"],
            connection,
            "backup",
            site.Folder["c"]
        );
        Assert.Equal(1, exit);
        Assert.StartsWith(
            "There is no portal in the data folder",
            errors,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(site.Folder["c"]));

        // One bit, in the middle of a blob.
        var blob = Directory
            .EnumerateFiles($"{folder}/blobs", "*", SearchOption.AllDirectories)
            .OrderByDescending(f => new FileInfo(f).Length)
            .First();
        Flip(blob, new FileInfo(blob).Length / 2);
        await RefusedAsync(site.Folder["x"], connection, Path.GetFileName(blob), folder);
        Assert.False(File.Exists(site.Folder["x/restore.json"]));
        var verified = await site.Portal.CommandAsync("backup", "--verify", folder);
        Assert.Equal(1, verified.Exit);
        Assert.Contains(Path.GetFileName(blob), verified.Output, StringComparison.Ordinal);
        Flip(blob, new FileInfo(blob).Length / 2);
        await VerifiedAsync(folder);

        // A file too many, a file too few, and no manifest.
        await File.WriteAllTextAsync($"{folder}/keys/more", "");
        await RefusedAsync(site.Folder["x"], connection, "keys/more is in no manifest", folder);
        File.Delete($"{folder}/keys/more");
        File.Move($"{folder}/manifest.json", site.Folder["manifest.json"]);
        await RefusedAsync(site.Folder["x"], connection, "no whole backup", folder);

        // A tar that was cut off, and one whose bytes were changed.
        var bytes = await File.ReadAllBytesAsync(tar);
        await File.WriteAllBytesAsync(site.Folder["cut.tar"], bytes[..(bytes.Length * 2 / 3)]);
        await RefusedAsync(site.Folder["x"], connection, "cut.tar", site.Folder["cut.tar"]);
        Flip(tar, bytes.Length / 3);
        await RefusedAsync(site.Folder["x"], connection, "", tar);
        Flip(tar, bytes.Length / 3);

        // Whole again: it goes into the empty folder, and not once more into the full one.
        await RestoredAsync(site.Folder["x"], connection, tar);
        await RefusedAsync(site.Folder["x"], connection, "is there already", tar);
    }

    [Fact]
    public async Task A_restore_that_is_killed_again_and_again_goes_on_and_no_portal_starts_meanwhile()
    {
        await using var site = await StartAsync(files: 200);
        var sha256 = (await site.Http.ReadReleaseAsync("tools", "1.0")).Image!.Sha256.Hex;
        var target = site.Folder["b.tar"];
        Assert.Equal(0, (await site.Portal.CommandAsync("backup", target)).Exit);
        await site.Portal.KillAsync();

        // On a fast machine one may be done before the kill comes: then another one is begun.
        for (var attempt = 0; ; attempt++)
        {
            Assert.True(attempt < 5, "No kill met a restore at work: the test shows nothing.");
            await using var database = await EmptyAsync();
            var connection = database?.Target.ConnectionString;
            var data = site.Folder[$"elsewhere-{attempt}"];
            if (!await CutAsync(data, connection, target))
            {
                continue;
            }

            if (File.Exists(MarkerOf(data)))
            {
                await RestoredAsync(data, connection, target);
            }

            await using var portal = await PortalProcess.StartAsync(data, connection);
            await ServesAsync(portal, site.Folder, "1.0", sha256);
            var (health, findings, _) = await portal.CommandAsync("doctor", "--deep");
            Assert.True(health == 0, findings);
            return;
        }
    }

    /// <summary>Restores and kills it, again and again, and sees that no portal starts meanwhile.</summary>
    /// <returns>False: it was done before any kill came. Its process may still be there then: the marker tells.</returns>
    private static async Task<bool> CutAsync(string data, string? connection, string target)
    {
        var random = new Random(20261125);
        for (var round = 0; round < 5; round++)
        {
            using var restore = PortalProcess.StartCommand(data, connection, "restore", target);
            await AfterMarkerAsync(restore, data, round == 0 ? 0 : random.Next(0, 150));
            restore.Kill();
            await restore.WaitForExitAsync();
            Assert.True(
                restore.ExitCode is 0 or 128 + 9,
                await restore.StandardError.ReadToEndAsync()
            );
            if (!File.Exists(MarkerOf(data)))
            {
                return round > 0;
            }

            var (exit, _, errors) = await PortalProcess.CommandAsync(
                data,
                connection,
                "--Jobs:Enabled=false"
            );
            Assert.Equal(1, exit);
            Assert.Contains("was cut off", errors, StringComparison.Ordinal);
        }

        return true;
    }

    [Theory]
    [InlineData("b")]
    [InlineData("b.tar")]
    public async Task A_backup_that_is_killed_leaves_none_and_the_next_one_is_whole(string name)
    {
        await using var site = await StartAsync(files: 60);
        var target = site.Folder[name];
        var partial = target + ".partial";
        var cut = 0;
        for (var round = 0; round < 6; round++)
        {
            using var backup = PortalProcess.StartCommand(
                site.Portal.Data,
                site.Connection,
                "backup",
                target
            );
            await Until.TrueAsync(
                () => backup.HasExited || File.Exists(partial) || Directory.Exists(partial),
                "a backup in the making"
            );
            await Task.Delay(round * 30);
            backup.Kill();
            await backup.WaitForExitAsync();
            if (File.Exists(target) || Directory.Exists(target))
            {
                break;
            }

            cut++;
        }

        Assert.True(cut > 0, "No kill met a backup at work: the test shows nothing.");
        if (!File.Exists(target) && !Directory.Exists(target))
        {
            Assert.Equal(0, (await site.Portal.CommandAsync("backup", target)).Exit);
        }

        await VerifiedAsync(target);
        Assert.False(File.Exists(partial) || Directory.Exists(partial));
    }

    [Fact]
    public async Task A_later_backup_links_what_an_earlier_one_holds_and_keys_can_go_apart()
    {
        await using var site = await StartAsync(files: 5);
        var (first, second, keys) = (site.Folder["1"], site.Folder["2"], site.Folder["keys"]);
        Assert.Equal(0, (await site.Portal.CommandAsync("backup", first)).Exit);
        var source = Upstream.Write(site.Folder.Path, "big", "1.5");
        await Upstream.PublishAsync(site.Http, source, "big", "1.5", "tests");
        var made = await site.Portal.CommandAsync(
            "backup",
            second,
            "--base",
            first,
            "--keys",
            keys
        );
        Assert.True(made.Exit == 0, made.Errors);
        await VerifiedAsync(second);
        await VerifiedAsync(keys);
        Assert.False(Directory.Exists($"{second}/keys"));
        var shared = Directory
            .EnumerateFiles($"{first}/blobs", "*", SearchOption.AllDirectories)
            .First();
        var twin = second + shared[first.Length..];
        Assert.Equal(await InodeAsync(shared), await InodeAsync(twin));
        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        foreach (
            var entry in Directory
                .EnumerateFileSystemEntries(keys, "*", SearchOption.AllDirectories)
                .Concat([keys, first, second, $"{first}/manifest.json"])
        )
        {
            Assert.True((File.GetUnixFileMode(entry) & Others) == UnixFileMode.None, entry);
        }

        await using var database = await EmptyAsync();
        var (data, connection) = (site.Folder["elsewhere"], database?.Target.ConnectionString);
        // The first backup is deleted by and by: the second stands alone.
        Directory.Delete(first, recursive: true);
        await RestoredAsync(data, connection, second, "--keys", keys);
        await using var portal = await PortalProcess.StartAsync(data, connection);
        await portal.Http.CreateReleaseAsync("tools", "3.0");
        await portal.Http.WaitReadyAsync("tools", "3.0");
        Assert.Equal(
            await site.Http.GetStringAsync("/keys/openpgp.asc"),
            await portal.Http.GetStringAsync("/keys/openpgp.asc")
        );
    }

    private async Task<Site> StartAsync(int files)
    {
        var site = await Site.StartAsync(provider);
        await site.Http.CreateProjectAsync("tests");
        var source = Upstream.Write(
            site.Folder.Path,
            "big",
            "1.0",
            Enumerable
                .Range(0, files)
                .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, 500_000))
        );
        await Upstream.PublishAsync(site.Http, source, "big", "1.0", "tests");
        await site.Http.CreateProductAsync("tools", "big");
        await site.Http.CreateReleaseAsync("tools", "1.0");
        await site.Http.WaitReadyAsync("tools", "1.0");
        return site;
    }

    private static async Task UploadOnAsync(Site site, int versions)
    {
        for (var i = 1; i <= versions; i++)
        {
            var source = Upstream.Write(
                site.Folder.Path,
                "big",
                $"1.0.{i}",
                new Dictionary<string, byte[]> { ["new.bin"] = Upstream.Noise(1000 + i, 3_000_000) }
            );
            await Upstream.PublishAsync(site.Http, source, "big", $"1.0.{i}", "tests");
        }
    }

    /// <summary>A PostgreSQL database to restore into; null on SQLite, whose file is made.</summary>
    private async Task<TestDatabase?> EmptyAsync() =>
        provider == DatabaseProvider.PostgreSql ? await TestDatabase.CreateAsync(provider) : null;

    private static async Task VerifiedAsync(string backup)
    {
        var (exit, output, errors) = await PortalProcess.CommandAsync(
            "/nonexistent",
            null,
            "backup",
            "--verify",
            backup
        );
        Assert.True(exit == 0, output + errors);
    }

    private static async Task RestoredAsync(
        string data,
        string? connection,
        params string[] arguments
    )
    {
        var (exit, output, errors) = await PortalProcess.CommandAsync(
            data,
            connection,
            ["restore", .. arguments]
        );
        Assert.True(exit == 0, output + errors);
        Assert.False(File.Exists(MarkerOf(data)));
    }

    private static async Task RefusedAsync(
        string data,
        string? connection,
        string says,
        string backup
    )
    {
        var (exit, output, errors) = await PortalProcess.CommandAsync(
            data,
            connection,
            "restore",
            backup
        );
        Assert.True(exit == 1, output + errors);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task ServesAsync(
        PortalProcess portal,
        TestFolder folder,
        string version,
        string sha256
    )
    {
        foreach (var file in (string[])[$"tools-{version}.iso", "SHA256SUMS", "SHA256SUMS.asc"])
        {
            await portal.Http.DownloadAsync($"/download/tools/{version}/{file}", folder[file]);
        }

        Assert.StartsWith(
            sha256,
            await Tool.RunAsync("sha256sum", folder[$"tools-{version}.iso"]),
            StringComparison.Ordinal
        );
        await portal.Http.DownloadAsync("/keys/openpgp.asc", folder["openpgp.asc"]);
        await Tool.RunAsync(
            "gpg",
            "--yes",
            "-o",
            folder["k.gpg"],
            "--dearmor",
            folder["openpgp.asc"]
        );
        await Tool.RunAsync(
            "gpgv",
            "--keyring",
            folder["k.gpg"],
            folder["SHA256SUMS.asc"],
            folder["SHA256SUMS"]
        );
    }

    /// <summary>It is there while a restore is at work, or was cut off.</summary>
    private static string MarkerOf(string data) => Path.Combine(data, "restore.json");

    /// <summary>Waits until the restore writes, then some more.</summary>
    private static async Task AfterMarkerAsync(
        System.Diagnostics.Process restore,
        string data,
        int milliseconds
    )
    {
        var marker = MarkerOf(data);
        var old = File.Exists(marker) ? File.GetLastWriteTimeUtc(marker) : default;
        await Until.TrueAsync(
            () =>
                restore.HasExited
                || (File.Exists(marker) && File.GetLastWriteTimeUtc(marker) != old),
            "a restore at work"
        );
        await Task.Delay(milliseconds);
    }

    private static void Flip(string path, long at)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 1));
    }

    private static Task<string> InodeAsync(string path) =>
        Tool.RunAsync("stat", "--format=%d:%i", path);
}

public sealed class BackupTests_Sqlite() : BackupTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class BackupTests_PostgreSql() : BackupTests(DatabaseProvider.PostgreSql);
