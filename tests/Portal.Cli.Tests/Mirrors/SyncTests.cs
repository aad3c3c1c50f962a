using Portal.Cli.Tests.Testing;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Tests.Mirrors;

public sealed class SyncTests : IDisposable
{
    private readonly MirrorSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_mirror_is_all_that_a_host_needs()
    {
        var release = _site.Channel.Publish("1.0");
        var done = await _site.SyncedAsync();
        Assert.Equal("synced", done.Json.GetProperty("action").GetString());
        Assert.Equal("guest-tools 1.0", done.Json.GetProperty("releases")[0].GetString());

        await _site.InitHostAsync();
        await _site.HostAsync("update");

        Assert.Equal(_site.Channel.Image(release), await File.ReadAllBytesAsync(_site.Link));
        // All that the portal has, and nothing else; and the image once.
        var served = MirrorSite.Served(_site.Tree).Keys.Order(StringComparer.Ordinal);
        var needed = MirrorSite
            .Served(_site.Channel.Tree)
            .Keys.Where(path => !IsSuperseded(path))
            .Order(StringComparer.Ordinal);
        Assert.Equal(needed, served);
        Assert.All(
            served,
            path =>
                Assert.Equal(
                    File.ReadAllBytes(Path.Combine(_site.Channel.Tree, path)),
                    File.ReadAllBytes(_site.Here(path))
                )
        );
        var inodes = await Tool.RunAsync(
            "stat",
            [
                "-c",
                "%i",
                _site.Here("download/guest-tools/1.0/guest-tools-1.0.iso"),
                _site.Here($"tuf/targets/stable/guest-tools/{release.Sha256}.guest-tools-1.0.iso"),
            ]
        );
        Assert.Single(inodes.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct());
    }

    [Fact]
    public async Task With_nothing_new_a_timestamp_is_fetched_and_nothing_changes()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        var before = MirrorSite.Served(_site.Tree);
        _site.Server.Requests.Clear();

        var again = await _site.SyncedAsync();

        Assert.Equal("current", again.Json.GetProperty("action").GetString());
        Assert.Equal(
            ["tools.example/tuf/metadata/2.root.json", "tools.example/tuf/metadata/timestamp.json"],
            _site.Server.Requests
        );
        Assert.Equal(before, MirrorSite.Served(_site.Tree));
    }

    [Fact]
    public async Task A_file_that_went_is_brought_back()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        var file = _site.Here("download/guest-tools/1.0/release.json");
        File.Delete(file);
        await _site.SyncedAsync();
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Only_contents_that_no_image_here_has_are_fetched()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        var before = _site.Server.ImageBytes;

        var release = _site.Channel.Publish("1.1", changed: 3);
        var done = await _site.SyncedAsync();

        Assert.Equal(
            _site.Channel.Image(release),
            await File.ReadAllBytesAsync(_site.Here("download/guest-tools/1.1/guest-tools-1.1.iso"))
        );
        Assert.InRange(_site.Server.ImageBytes - before, 600_000, 606_000);
        Assert.Equal(37 * 200_000, done.Json.GetProperty("reused").GetInt64());
    }

    [Fact]
    public async Task Whichever_request_it_is_cut_off_at_a_host_reads_the_old_state_or_the_new_one()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await _site.InitHostAsync();
        await _site.HostAsync("update");
        _site.Channel.Previous = _site.Channel.Release;
        _site.Channel.Publish("1.1", changed: 2);
        var cut = 0;
        for (var at = 0; ; at++)
        {
            _site.Server.Requests.Clear();
            _site.Server.FailsAt = at;
            var answer = await _site.SyncAsync();
            var check = await _site.HostAsync("check");
            var version = check.Json.GetProperty("version").GetString();
            if (answer.ExitCode == 0)
            {
                Assert.Equal("1.1", version);
                break;
            }

            Assert.Equal(6, answer.ExitCode);
            cut++;
            Assert.Contains(version, (string[])["1.0", "1.1"]);
            Assert.True(version == "1.0" || File.Exists(Image("1.1")));
        }

        // Each goes on where the one before ended, so there is one more request each time.
        Assert.True(cut > 8, $"It was cut off {cut} times only.");
        await _site.HostAsync("update");
        Assert.Equal("guest-tools-1.1.iso", new FileInfo(_site.Link).LinkTarget);

        string Image(string version) =>
            _site.Here($"download/guest-tools/{version}/guest-tools-{version}.iso");
    }

    [Fact]
    public async Task Cut_off_in_an_image_the_next_run_goes_on_there()
    {
        var release = _site.Channel.Publish("1.0");
        _site.Server.BreaksAfter = 3_000_000;
        Assert.Equal(6, (await _site.SyncAsync()).ExitCode);
        Assert.False(Directory.Exists(_site.Here("tuf/metadata")));
        var before = _site.Server.ImageBytes;

        await _site.SyncedAsync();

        Assert.True(_site.Server.ImageBytes - before <= release.Length - 2_700_000);
    }

    [Fact]
    public async Task Trust_begins_with_a_file_or_a_key_and_with_nothing_else()
    {
        _site.Channel.Publish("1.0");
        string[] command =
        [
            "mirror",
            "sync",
            _site.Tree,
            "--mirror",
            "https://tools.example",
            "--product",
            "guest-tools",
        ];
        Assert.Equal(2, (await _site.Gtp.RunAsync(command)).ExitCode);
        Assert.False(Directory.Exists(_site.Tree));
        var wrong = await _site.Gtp.RunAsync([.. command, "--root-key", new string('0', 64)]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("is signed by the pinned key", wrong.Error, StringComparison.Ordinal);

        var good = await _site.Gtp.RunAsync([.. command, "--root-key", _site.Channel.RootKey]);
        Assert.True(good.ExitCode == 0, good.Error);
        // From then on it is known.
        Assert.Equal(0, (await _site.Gtp.RunAsync(command)).ExitCode);
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData(".channel.json")]
    [InlineData(".iso")]
    [InlineData("/SHA256SUMS")]
    [InlineData("release.json")]
    [InlineData("extents.json")]
    public async Task Bytes_that_do_not_belong_to_what_was_signed_are_not_taken_in(string end)
    {
        _site.Channel.Publish("1.0");
        _site.Server.Tamper = (path, bytes) =>
        {
            if (path.EndsWith(end, StringComparison.Ordinal))
            {
                bytes[bytes.Length / 2] ^= 1;
            }

            return bytes;
        };

        var refused = await _site.SyncAsync();

        // Extents that lie cost a whole image, which is fetched then; their own bytes are refused.
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            "cli.mirror.refused",
            refused.Json.GetProperty("error").GetProperty("code").GetString()
        );
        Assert.False(File.Exists(_site.Here("tuf/metadata/timestamp.json")));
        _site.Server.Tamper = null;
        await _site.SyncedAsync();
    }

    [Fact]
    public async Task What_nothing_leads_to_goes_after_the_grace_time_and_not_before()
    {
        var first = _site.Channel.Publish("1.0");
        await _site.SyncedAsync("--keep", "1");
        var old = MirrorSite.Served(_site.Tree).Keys;
        _site.Channel.Publish("1.1");
        await _site.SyncedAsync("--keep", "1");
        Assert.Empty(old.Except(MirrorSite.Served(_site.Tree).Keys));

        _site.Clock.By = TimeSpan.FromHours(47);
        _site.Channel.LetOut(100);
        Assert.Empty(
            (await _site.SyncedAsync("--keep", "1")).Json.GetProperty("removed").EnumerateArray()
        );
        _site.Clock.By = TimeSpan.FromHours(49);
        _site.Channel.LetOut(50);
        var removed = (await _site.SyncedAsync("--keep", "1")).Json.GetProperty("removed");

        Assert.Contains(
            $"tuf/targets/stable/guest-tools/{first.Sha256}.guest-tools-1.0.iso",
            removed.EnumerateArray().Select(path => path.GetString())
        );
        Assert.False(Directory.Exists(_site.Here("download/guest-tools/1.0")));
        Assert.True(File.Exists(_site.Here("tuf/metadata/1.root.json")));
        await _site.InitHostAsync();
        Assert.Equal(
            "1.1",
            (await _site.HostAsync("check")).Json.GetProperty("version").GetString()
        );
    }

    [Fact]
    public async Task As_many_releases_stay_as_are_to_be_kept()
    {
        foreach (var version in new[] { "1.0", "1.1", "1.2" })
        {
            _site.Channel.Publish(version);
            await _site.SyncedAsync("--keep", "2");
        }

        _site.Clock.By = TimeSpan.FromHours(49);
        _site.Channel.LetOut(100, RolloutStates.Running, "again");
        await _site.SyncedAsync("--keep", "2");

        Assert.Equal(
            ["1.1", "1.2", "stable"],
            Directory
                .GetDirectories(_site.Here("download/guest-tools"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
        Assert.True(File.Exists(_site.Here("download/guest-tools/1.1/guest-tools-1.1.iso")));
    }

    [Fact]
    public async Task Another_key_of_the_timestamp_is_followed_by_the_mirror_and_by_its_hosts()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        await _site.InitHostAsync();
        _site.Channel.Rotate();
        _site.Channel.Publish("1.1");
        await _site.SyncedAsync();

        Assert.True(File.Exists(_site.Here("tuf/metadata/2.root.json")));
        await _site.HostAsync("update");
        Assert.Equal("guest-tools-1.1.iso", new FileInfo(_site.Link).LinkTarget);
    }

    [Fact]
    public async Task A_mirror_that_begins_with_a_later_root_has_the_earlier_ones_too()
    {
        _site.Channel.Publish("1.0");
        _site.Channel.Rotate();
        var second = Path.Combine(_site.Channel.Tree, "tuf/metadata/2.root.json");
        var answer = await _site.Gtp.RunAsync(
            "mirror",
            "sync",
            _site.Tree,
            "--mirror",
            "https://tools.example",
            "--product",
            "guest-tools",
            "--root",
            second
        );
        Assert.True(answer.ExitCode == 0, answer.Error);
        await _site.InitHostAsync();
        await _site.HostAsync("update");
    }

    [Fact]
    public async Task The_signed_pointer_follows_what_is_handed_out_also_when_it_is_signed_later()
    {
        _site.Channel.Publish("1.0");
        await _site.SyncedAsync();
        var folder = Path.Combine(_site.Channel.Tree, "download/guest-tools/stable");
        var (text, signature) = (
            await File.ReadAllBytesAsync(Path.Combine(folder, "RELEASE")),
            await File.ReadAllBytesAsync(Path.Combine(folder, "RELEASE.asc"))
        );
        _site.Channel.Publish("1.1");
        var (later, laterSignature) = (
            await File.ReadAllBytesAsync(Path.Combine(folder, "RELEASE")),
            await File.ReadAllBytesAsync(Path.Combine(folder, "RELEASE.asc"))
        );
        await Put(text, signature);
        await _site.SyncedAsync();
        await Put(later, laterSignature);

        await _site.SyncedAsync();

        Assert.Equal(
            later,
            await File.ReadAllBytesAsync(_site.Here("download/guest-tools/stable/RELEASE"))
        );
        Assert.Equal(
            laterSignature,
            await File.ReadAllBytesAsync(_site.Here("download/guest-tools/stable/RELEASE.asc"))
        );
        Assert.Equal("current", (await _site.SyncedAsync()).Json.GetProperty("action").GetString());

        async Task Put(byte[] release, byte[] signed)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "RELEASE"), release);
            await File.WriteAllBytesAsync(Path.Combine(folder, "RELEASE.asc"), signed);
        }
    }

    [Fact]
    public async Task A_channel_that_is_not_there_is_said_to_be_missing()
    {
        _site.Channel.Publish("1.0");
        var answer = await _site.SyncAsync("--channel", "candidate");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(
            "does not have candidate of guest-tools",
            answer.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_at_once_do_not_get_in_each_others_way()
    {
        _site.Channel.Publish("1.0");
        GtpAnswer? second = null;
        _site.Server.OnImage = () =>
        {
            _site.Server.OnImage = null;
            second = _site.SyncAsync().GetAwaiter().GetResult();
        };

        await _site.SyncedAsync();

        Assert.Equal(5, second!.ExitCode);
        Assert.Equal(
            "cli.mirror.busy",
            second.Json.GetProperty("error").GetProperty("code").GetString()
        );
    }

    /// <summary>What the portal's tree still has of what was published before: a role's file of a lower version.</summary>
    private bool IsSuperseded(string path)
    {
        if (!path.StartsWith("tuf/metadata/", StringComparison.Ordinal))
        {
            return false;
        }

        var (version, role) = Parse(path);
        return version is { } mine
            && role != ".root.json"
            && Directory
                .EnumerateFiles(Path.Combine(_site.Channel.Tree, "tuf/metadata"))
                .Select(Parse)
                .Any(other => other.Role == role && other.Version > mine);

        static (long? Version, string Role) Parse(string file)
        {
            var name = Path.GetFileName(file);
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            return (long.TryParse(name[..dot], out var number) ? number : null, name[dot..]);
        }
    }
}
