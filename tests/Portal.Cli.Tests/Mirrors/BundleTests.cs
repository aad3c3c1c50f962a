using System.Formats.Tar;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Mirrors;

public sealed class BundleTests : IDisposable
{
    private readonly MirrorSite _site = new();

    public void Dispose() => _site.Dispose();

    private string Bundle => Path.Combine(_site.Gtp.Folder, "guest-tools.tar");

    [Fact]
    public async Task A_host_without_a_network_updates_from_a_bundle()
    {
        var release = _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await _site.InitHostAsync();
        await WriteAsync(Bundle, "--from", _site.Tree);
        Directory.Delete(_site.Tree, recursive: true);
        _site.Server.Down.Add("tools.example");

        var done = await _site.HostAsync("update", "--from", Bundle);

        Assert.Equal("updated", done.Json.GetProperty("action").GetString());
        Assert.Equal(_site.Channel.Image(release), await File.ReadAllBytesAsync(_site.Link));
    }

    [Fact]
    public async Task The_same_tree_gives_the_same_bytes_from_wherever_it_is_made()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await WriteAsync(Bundle, "--from", _site.Tree);
        var other = Bundle + "2";
        await WriteAsync(
            other,
            "--mirror",
            "https://tools.example",
            "--root-key",
            _site.Channel.RootKey
        );
        var third = Bundle + "3";
        await WriteAsync(third, "--mirror", other, "--root", _site.Channel.Root);

        var bytes = await File.ReadAllBytesAsync(Bundle);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(other));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(third));
        // The image is in it once.
        Assert.InRange(
            bytes.Length,
            _site.Channel.Release.Length,
            _site.Channel.Release.Length * 1.1
        );
        Assert.Equal(
            ["guest-tools.tar", "guest-tools.tar2", "guest-tools.tar3"],
            Directory
                .GetFileSystemEntries(_site.Gtp.Folder, "*guest-tools*")
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Unpacked_by_tar_it_is_the_mirrors_tree()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await WriteAsync(Bundle, "--from", _site.Tree);
        var folder = Directory.CreateDirectory(Path.Combine(_site.Gtp.Folder, "unpacked")).FullName;

        var tar = await Tool.RunAsync("tar", ["-xf", Bundle, "-C", folder]);

        Assert.True(tar.ExitCode == 0, tar.Error);
        var files = MirrorSite.Served(folder).Keys.Order(StringComparer.Ordinal);
        Assert.Equal(MirrorSite.Served(_site.Tree).Keys.Order(StringComparer.Ordinal), files);
        Assert.All(
            files,
            path =>
                Assert.Equal(
                    File.ReadAllBytes(_site.Here(path)),
                    File.ReadAllBytes(Path.Combine(folder, path))
                )
        );
    }

    [Fact]
    public async Task A_tree_that_somebody_packed_by_hand_is_taken_as_well()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await _site.InitHostAsync();
        var tar = await Tool.RunAsync("tar", ["-cf", Bundle, "-C", _site.Tree, "."]);
        Assert.True(tar.ExitCode == 0, tar.Error);
        await _site.HostAsync("update", "--from", Bundle);
    }

    [Fact]
    public async Task A_bundle_that_was_altered_or_cut_off_changes_nothing()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await _site.InitHostAsync();
        await WriteAsync(Bundle, "--from", _site.Tree);
        var good = await File.ReadAllBytesAsync(Bundle);
        var random = new Random(20261126);
        var refused = 0;
        for (var round = 0; round < 30; round++)
        {
            var bytes = good.ToArray();
            if (round % 3 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }
            else
            {
                // Names, lengths and metadata, which lie at the end, more often than the image.
                var at =
                    round % 3 == 1
                        ? bytes.Length - 1 - random.Next(40_000)
                        : random.Next(bytes.Length);
                bytes[at] ^= (byte)(1 << random.Next(8));
            }

            await File.WriteAllBytesAsync(Bundle, bytes);
            var answer = await _site.Gtp.RunAsync("host", "update", "--from", Bundle, "--json");
            if (answer.ExitCode != 0)
            {
                refused++;
                Assert.Contains(answer.ExitCode, (int[])[1, 6]);
                Assert.NotEqual(
                    "cli.internal",
                    answer.Json.GetProperty("error").GetProperty("code").GetString()
                );
                Assert.False(File.Exists(_site.Link));
                continue;
            }

            // What was altered was nothing that counts, such as a signature of gpg.
            Assert.Equal(
                _site.Channel.Image(_site.Channel.Release),
                await File.ReadAllBytesAsync(_site.Link)
            );
            Directory.Delete(Path.GetDirectoryName(_site.Link)!, recursive: true);
        }

        Assert.True(refused > 10, $"Only {refused} were refused.");
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("link")]
    [InlineData("text")]
    public async Task What_is_no_bundle_is_refused_with_the_reason(string kind)
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await _site.InitHostAsync();
        await using (var file = File.Create(Bundle))
        {
            if (kind == "text")
            {
                await file.WriteAsync(
                    new byte[700]
                        .Select((_, i) => (byte)(i % 90 + 33))
                        .ToArray()
                );
            }
            else
            {
                await using var tar = new TarWriter(file, TarEntryFormat.Gnu);
                for (var i = 0; i < 2; i++)
                {
                    await tar.WriteEntryAsync(
                        kind == "link"
                            ? new GnuTarEntry(TarEntryType.HardLink, $"tuf/{i}") { LinkName = "no" }
                            : new GnuTarEntry(
                                TarEntryType.RegularFile,
                                "tuf/metadata/timestamp.json"
                            )
                            {
                                DataStream = new MemoryStream([1, 2, 3]),
                            }
                    );
                }
            }
        }

        var answer = await _site.Gtp.RunAsync("host", "update", "--from", Bundle);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("is no bundle, or damaged", answer.Error, StringComparison.Ordinal);
    }

    private async Task WriteAsync(string file, params string[] source)
    {
        var answer = await _site.Gtp.RunAsync([
            "mirror",
            "bundle",
            file,
            "--product",
            "guest-tools",
            "--channel",
            "stable",
            .. source,
        ]);
        Assert.True(answer.ExitCode == 0, answer.Out + answer.Error);
    }
}
