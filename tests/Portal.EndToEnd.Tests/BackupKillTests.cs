using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>SIGKILL while a backup or a restore is at work.</summary>
public abstract class BackupKillTests(DatabaseProvider provider) : BackupSuite(provider)
{
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
        await using var site = await StartAsync(files: 200);
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
                () => backup.HasExited || IsThere(partial),
                "a backup in the making"
            );
            await Task.Delay(cut * 30);
            backup.Kill();
            await backup.WaitForExitAsync();
            if (!IsThere(target))
            {
                cut++;
            }
            else if (cut == 0)
            {
                // On a fast machine one may be done before the kill comes: then another one is begun.
                await Tool.RunAsync("rm", "-rf", target);
            }
            else
            {
                break;
            }
        }

        Assert.True(cut > 0, "No kill met a backup at work: the test shows nothing.");
        if (!IsThere(target))
        {
            Assert.Equal(0, (await site.Portal.CommandAsync("backup", target)).Exit);
        }

        await VerifiedAsync(target);
        Assert.False(IsThere(partial));
    }

    private static bool IsThere(string path) => File.Exists(path) || Directory.Exists(path);

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
}

public sealed class BackupKillTests_Sqlite() : BackupKillTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class BackupKillTests_PostgreSql() : BackupKillTests(DatabaseProvider.PostgreSql);
