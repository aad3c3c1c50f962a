using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>Backups of a portal at work, and what becomes of them elsewhere; by the verbs of the real program.</summary>
public abstract class BackupTests(DatabaseProvider provider) : BackupSuite(provider)
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
        Assert.False(File.Exists(MarkerOf(site.Folder["x"])));
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
