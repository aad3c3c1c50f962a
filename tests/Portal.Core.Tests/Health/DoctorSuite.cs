using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;
using Portal.Releases;

namespace Portal.Health;

/// <summary>Each thing is broken by hand, and has to be named.</summary>
public abstract class DoctorSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["bin/agent"] = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)],
    };

    private CoreSite _site = null!;
    private Release _release = null!;

    public async Task InitializeAsync()
    {
        _site = await CoreSite.StartAsync(provider, ("Uploads:FreeSpaceFloor", "1"));
        _release = await _site.QueueAsync("1.0", Files);
        await _site.Assembly.RunAsync(_release.Id, default);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    private DataFolder Data => _site.Get<DataFolder>();

    [Fact]
    public async Task A_healthy_portal_has_no_finding_and_stays_as_it_is()
    {
        var before = Tree();
        foreach (var deep in (bool[])[false, true])
        {
            var findings = await _site.Get<Doctor>().RunAsync(deep, default);
            // The scheduler is not started here, and makes its tables at its first start. The clock of a test stands where
            // it is put, and that of PostgreSQL does not.
            Assert.All(
                findings.Where(f => f.Check is not ("jobs.scheduler" or "clock")),
                f => Assert.True(f.Severity == Severity.Ok, f.ToString())
            );
            Assert.Equal(
                (string[])
                    [
                        "audit",
                        "blobs",
                        "channels",
                        "clock",
                        "data-folder",
                        "database",
                        "disk",
                        "following",
                        "gpg",
                        "jobs",
                        "keys.disc",
                        "keys.openpgp",
                        "signatures",
                        "staging",
                        "updates",
                        "webhooks",
                    ],
                findings.Select(f => f.Check).Where(c => c != "jobs.scheduler").Distinct().Order()
            );
        }

        Assert.Equal(before, Tree());
    }

    [Fact]
    public async Task Every_missing_file_is_named_and_a_missing_list_too()
    {
        var content = Digest.Of(Files["bin/agent"]);
        var image = await _site.ReadImageAsync(_release.Id);
        _site.Blobs.Delete(content);
        _site.Blobs.Delete(image.Head!.Value);
        var findings = await BrokenAsync("blobs.missing");
        Assert.Contains(findings, f => f.Message.Contains(content.Hex, StringComparison.Ordinal));
        Assert.Contains(
            findings,
            f => f.Message.Contains(image.Head.Value.Hex, StringComparison.Ordinal)
        );

        _site.Blobs.Delete(image.Extents!.Value);
        Assert.Contains(
            image.Extents.Value.Hex,
            Assert.Single(await BrokenAsync("blobs.list")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_damaged_file_is_named_when_every_byte_is_read()
    {
        var content = Digest.Of(Files["bin/agent"]);
        var path = _site.Blobs.PathOf(content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var file = File.OpenWrite(path))
        {
            file.WriteByte(0xFF);
        }

        Assert.Contains(
            content.Hex,
            Assert.Single(await BrokenAsync("blobs.damaged", deep: true)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_changed_audit_log_is_named_with_the_entry()
    {
        await ExecuteAsync(
            """UPDATE "AuditEntries" SET "Subject" = 'other' WHERE "Sequence" = 2"""
        );
        Assert.Contains(
            "entry 2",
            Assert.Single(await BrokenAsync("audit")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Pending_migrations_and_those_of_a_newer_portal_are_named()
    {
        await ExecuteAsync(
            """
            INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0')
            """
        );
        Assert.Contains(
            "29990101000000_Later",
            Assert.Single(await BrokenAsync("database.newer")).Message,
            StringComparison.Ordinal
        );
        var skipped = await FindAsync("audit");
        Assert.Equal(Severity.Skipped, Assert.Single(skipped).Severity);

        await ExecuteAsync("""DELETE FROM "__EFMigrationsHistory" """);
        await BrokenAsync("database.migrations");
    }

    [Fact]
    public async Task What_dead_uploads_and_strangers_left_in_staging_is_a_warning()
    {
        var staging = _site.Get<IOptions<BlobOptions>>().Value.StagingPath;
        Directory.CreateDirectory(Path.Combine(staging, "dead"));
        await File.WriteAllTextAsync(Path.Combine(staging, "dead.lock"), "");
        await File.WriteAllTextAsync(Path.Combine(staging, "stranger"), "");
        Assert.Equal(Severity.Warning, Assert.Single(await FindAsync("staging")).Severity);
        Assert.Equal(Severity.Warning, Assert.Single(await FindAsync("staging.stray")).Severity);
        Assert.True(Directory.Exists(Path.Combine(staging, "dead")));
    }

    [Fact]
    public async Task Folders_that_are_open_to_others_are_named()
    {
        const UnixFileMode Open =
            UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(Data.Path, Open);
        File.SetUnixFileMode(Path.Combine(Data.Keys, "disc"), Open);
        Assert.Equal(
            Severity.Warning,
            Assert.Single(await FindAsync("data-folder.rights")).Severity
        );
        Assert.Contains("/keys/disc", Assert.Single(await BrokenAsync("keys.rights")).Message);
    }

    [Fact]
    public async Task A_restore_that_was_cut_off_is_named()
    {
        await File.WriteAllTextAsync(Data.RestoreMarker, "{}");
        await BrokenAsync("data-folder.restore");
    }

    [Fact]
    public async Task A_disc_key_that_is_damaged_missing_or_waited_for_is_named()
    {
        var disc = Path.Combine(Data.Keys, "disc");
        var key = Directory.GetFiles(disc, "*.pem").Single();
        await _site.QueueAsync("1.1", Files);
        File.Move(key, key + ".away");
        Assert.Contains("is missing", Assert.Single(await BrokenAsync("keys.disc")).Message);
        Assert.Contains("tools 1.1", Assert.Single(await BrokenAsync("signatures.disc")).Message);

        await File.WriteAllTextAsync(key, "no key");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("cannot be read", Assert.Single(await BrokenAsync("keys.disc")).Message);
    }

    [Fact]
    public async Task OpenPgp_keys_that_are_lost_or_not_those_that_signed_are_named()
    {
        var openPgp = Path.Combine(Data.Keys, "openpgp");
        var home = Directory.GetDirectories(openPgp).Single();
        Directory.Move($"{home}/private-keys-v1.d", $"{home}/away");
        Assert.Contains("private half", Assert.Single(await BrokenAsync("keys.openpgp")).Message);
        Directory.Move($"{home}/away", $"{home}/private-keys-v1.d");

        // Another portal's key in its place: what was signed can no longer be checked.
        await using var other = await CoreSite.StartAsync(DatabaseProvider.Sqlite);
        Directory.Delete(openPgp, recursive: true);
        await RunAsync("cp", "-a", Path.Combine(other.Get<DataFolder>().Keys, "openpgp"), openPgp);
        Assert.Contains(
            "tools 1.0",
            Assert.Single(await BrokenAsync("signatures.openpgp")).Message
        );

        File.Delete($"{openPgp}/current");
        Assert.Contains("current", Assert.Single(await BrokenAsync("keys.openpgp")).Message);
    }

    [Fact]
    public async Task A_clock_that_went_back_is_named()
    {
        _site.Clock.Advance(TimeSpan.FromHours(-2));
        Assert.Contains(
            await FindAsync("clock"),
            f => f.Severity == Severity.Error && f.Message.Contains("went back")
        );
    }

    [Fact]
    public async Task Work_that_is_stuck_or_failed_is_named_with_what_to_do()
    {
        await _site.QueueAsync("1.1", Files);
        _site.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Contains("tools 1.1", Assert.Single(await BrokenAsync("jobs.stuck")).Message);

        await ExecuteAsync(
            """UPDATE "Releases" SET "State" = 'failed', "Error" = 'disk on fire' WHERE "Version" = '1.1'"""
        );
        var failed = Assert.Single(await FindAsync("jobs.failed"));
        Assert.Contains("disk on fire", failed.Message);
        Assert.Contains("gtp release rerun tools 1.1", failed.Advice);
    }

    [Fact]
    public async Task All_that_is_broken_is_told_at_once()
    {
        _site.Blobs.Delete(Digest.Of(Files["bin/agent"]));
        await File.WriteAllTextAsync(Path.Combine(Data.Keys, "disc", "current"), "none\n");
        await ExecuteAsync("""UPDATE "AuditEntries" SET "Actor" = 'other' WHERE "Sequence" = 1""");
        // The clock of a test stands where it is put, and that of PostgreSQL does not.
        var broken = (await _site.Get<Doctor>().RunAsync(deep: false, default))
            .Where(f =>
                f.Severity == Severity.Error && f.Check is not ("jobs.scheduler" or "clock")
            )
            .Select(f => f.Check);
        Assert.Equal((string[])["audit", "blobs.missing", "keys.disc"], broken.Order());
    }

    private async Task<IReadOnlyList<HealthFinding>> BrokenAsync(string check, bool deep = false)
    {
        var found = await FindAsync(check, deep);
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.True(f.Severity == Severity.Error, f.ToString()));
        Assert.All(found, f => Assert.NotNull(f.Advice));
        return found;
    }

    private async Task<IReadOnlyList<HealthFinding>> FindAsync(string check, bool deep = false) =>
        [.. (await _site.Get<Doctor>().RunAsync(deep, default)).Where(f => f.Check == check)];

    private async Task ExecuteAsync(string sql)
    {
        await using var db = await _site.OpenDbAsync();
        Assert.NotEqual(0, await db.Database.ExecuteSqlRawAsync(sql));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private string[] Tree() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(Data.Path, "*", SearchOption.AllDirectories)
                .Select(e => $"{e} {File.GetUnixFileMode(e)} {File.GetLastWriteTimeUtc(e):O}")
                .Order(StringComparer.Ordinal),
        ];
}

public sealed class DoctorTests_Sqlite() : DoctorSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class DoctorTests_PostgreSql() : DoctorSuite(DatabaseProvider.PostgreSql)
{
    [Fact]
    public async Task The_tables_of_the_scheduler_are_missed_before_its_first_start()
    {
        await using var site = await CoreSite.StartAsync(DatabaseProvider.PostgreSql);
        var findings = await site.Get<Doctor>().RunAsync(deep: false, default);
        Assert.Equal(Severity.Error, findings.Single(f => f.Check == "jobs.scheduler").Severity);
    }
}
