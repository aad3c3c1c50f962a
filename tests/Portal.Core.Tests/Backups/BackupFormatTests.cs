using Portal.Protocol;
using Portal.Testing;

namespace Portal.Backups;

/// <summary>What a manifest may say, and what a backup in the making leaves when it is given up.</summary>
public sealed class BackupFormatTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("database.sqlite")]
    [InlineData("database.pgdump")]
    [InlineData("keys/disc/current")]
    [InlineData("keys/openpgp/0123ABCD/private-keys-v1.d/0123.key")]
    [InlineData("sessions/key-0.xml")]
    [InlineData("blobs/sha256/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void A_path_of_ours_is_taken(string path) => Assert.True(BackupPath.IsValid(path));

    [Theory]
    [InlineData("keys/../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("keys//x")]
    [InlineData("keys/.ssh")]
    [InlineData("keys/")]
    [InlineData("keys/x\n")]
    [InlineData("database.sqlite/..")]
    [InlineData("blobs/sha256/e3/../../x")]
    [InlineData("blobs/sha256/ff/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("else")]
    public void Any_other_path_is_refused(string path) => Assert.False(BackupPath.IsValid(path));

    [Fact]
    public async Task A_manifest_whose_paths_lead_elsewhere_is_no_whole_backup()
    {
        var file = new BackupFile("keys/../../evil", 4, Digest.Of("evil"u8));
        Directory.CreateDirectory(_folder["b/keys"]);
        await File.WriteAllTextAsync(_folder["evil"], "evil");
        await File.WriteAllBytesAsync(_folder["b/manifest.json"], Manifest(file).ToBytes());
        using var backup = await BackupReader.OpenAsync(_folder["b"], default);
        Assert.Contains(
            await backup.VerifyAsync(default),
            p => p.Contains("is no name of a file", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_link_in_a_backup_is_refused()
    {
        Directory.CreateDirectory(_folder["b/keys"]);
        File.CreateSymbolicLink(_folder["b/keys/x"], "/etc/passwd");
        await File.WriteAllBytesAsync(_folder["b/manifest.json"], Manifest().ToBytes());
        await Assert.ThrowsAsync<BackupException>(() =>
            BackupReader.OpenAsync(_folder["b"], default)
        );
    }

    [Fact]
    public async Task A_later_format_is_refused_by_its_number()
    {
        Directory.CreateDirectory(_folder["b"]);
        await File.WriteAllTextAsync(
            _folder["b/manifest.json"],
            """{"format": 2, "what": "ever"}"""
        );
        var refused = await Assert.ThrowsAsync<BackupException>(() =>
            BackupReader.OpenAsync(_folder["b"], default)
        );
        Assert.Contains("format 2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("b.tar")]
    public async Task What_is_given_up_leaves_nothing_and_what_was_killed_is_begun_anew(string name)
    {
        var target = _folder[name];
        // As a killed process leaves it.
        if (name.EndsWith(".tar", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(target + ".partial", "half");
            Directory.CreateDirectory(target + ".scratch");
        }
        else
        {
            Directory.CreateDirectory(target + ".partial/blobs");
        }

        await File.WriteAllTextAsync(target + ".partial.lock", "");
        await using (var given = Open(target))
        {
            await given.AddAsync("database.sqlite", new MemoryStream([1, 2, 3]), default);
            Assert.Throws<BackupException>(() => Open(target));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        await using (var whole = Open(target))
        {
            var file = await whole.AddAsync(
                "database.sqlite",
                new MemoryStream([1, 2, 3]),
                default
            );
            Assert.Equal(Digest.Of([1, 2, 3]), file.Sha256);
            await whole.CompleteAsync(Manifest(file).ToBytes(), default);
        }

        Assert.Equal([target], Directory.GetFileSystemEntries(_folder.Path));
        using var backup = await BackupReader.OpenAsync(target, default);
        Assert.Empty(await backup.VerifyAsync(default));
    }

    private static IBackupTarget Open(string target) =>
        target.EndsWith(".tar", StringComparison.Ordinal)
            ? TarTarget.Create(target, TestClock.Start)
            : FolderTarget.Create(target, earlier: null);

    private static BackupManifest Manifest(params BackupFile[] files) =>
        new()
        {
            Format = BackupManifest.CurrentFormat,
            Kind = BackupKinds.Portal,
            Version = "0.1.0",
            CreatedAt = TestClock.Start,
            Keys = BackupKeys.None,
            Files = files,
        };
}
