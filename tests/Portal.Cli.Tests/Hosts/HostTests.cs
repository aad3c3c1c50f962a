using Portal.Cli.Tests.Testing;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Tests.Hosts;

public sealed class HostTests : IDisposable
{
    private const string First = "https://near.example";
    private const string Second = "https://tools.example";

    private readonly PublishedChannel _channel = new();
    private readonly GtpRun _gtp = new() { HasRealTime = true };
    private readonly MirrorHandler _mirror;

    public HostTests()
    {
        _mirror = new MirrorHandler(_channel.Tree);
        _gtp.Network = _mirror;
        _gtp.Environment["GTP_HOST"] = Path.Combine(_gtp.Folder, "host");
    }

    private string Images => Path.Combine(_gtp.Folder, "images");

    private string Link => Path.Combine(Images, "guest-tools.iso");

    public void Dispose()
    {
        _gtp.Dispose();
        _mirror.Dispose();
        _channel.Dispose();
    }

    [Fact]
    public async Task A_host_takes_the_channels_image_and_finds_it_current_after()
    {
        var release = _channel.Publish("1.0");
        await InitAsync();

        var check = await GoodAsync("check", "--json");
        Assert.Equal("1.0", check.Json.GetProperty("takes").GetString());
        var done = await GoodAsync("update", "--json");

        Assert.Equal("updated", done.Json.GetProperty("action").GetString());
        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
        Assert.Equal("guest-tools-1.0.iso", new FileInfo(Link).LinkTarget);
        Assert.Empty(Directory.GetFiles(Images, ".*"));
        var again = await GoodAsync("update", "--json");
        Assert.Equal("kept", again.Json.GetProperty("action").GetString());
        Assert.Equal("current", again.Json.GetProperty("reason").GetString());
        Assert.Contains("1.0, since", (await GoodAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_changed_is_fetched()
    {
        _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        var before = _mirror.ImageBytes;

        var release = _channel.Publish("1.1", changed: 3);
        var done = await GoodAsync("update", "--json");

        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
        // Three contents of 200,000 bytes, and one of three bytes.
        Assert.InRange(_mirror.ImageBytes - before, 600_000, 606_000);
        Assert.Equal(37 * 200_000, done.Json.GetProperty("reused").GetInt64());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_off_the_old_image_stays_and_the_next_run_goes_on(bool hasExtents)
    {
        _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        var release = _channel.Publish("1.1", changed: 20);
        if (!hasExtents)
        {
            File.Delete(Path.Combine(_channel.Tree, "download/guest-tools/1.1/extents.json"));
        }

        _mirror.BreaksAfter = 3_000_000;
        var broken = await _gtp.RunAsync("host", "update");

        Assert.Equal(6, broken.ExitCode);
        Assert.Contains("broke off", broken.Error, StringComparison.Ordinal);
        Assert.Equal("guest-tools-1.0.iso", new FileInfo(Link).LinkTarget);
        var before = _mirror.ImageBytes;
        await GoodAsync("update");
        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
        Assert.True(_mirror.ImageBytes - before <= release.Length - 2_700_000);
    }

    [Fact]
    public async Task A_server_without_ranges_serves_the_whole()
    {
        _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        var release = _channel.Publish("1.1");
        _mirror.HasRanges = false;
        await GoodAsync("update");
        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
    }

    [Fact]
    public async Task Extents_that_lie_cost_a_whole_image_and_nothing_else()
    {
        _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        var release = _channel.Publish("1.1", changed: 2);
        var file = Path.Combine(_channel.Tree, "download/guest-tools/1.1/extents.json");
        var other = Path.Combine(_channel.Tree, "download/guest-tools/1.0/extents.json");
        File.Copy(other, file, overwrite: true);

        await GoodAsync("update");

        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
    }

    [Fact]
    public async Task Another_mirror_is_asked_where_one_is_down_or_has_other_bytes()
    {
        var release = _channel.Publish("1.0");
        await InitAsync(First, Second);
        _mirror.Down.Add("near.example");
        Assert.Equal(
            Second,
            (await GoodAsync("check", "--json")).Json.GetProperty("mirror").GetString()
        );
        _mirror.Down.Clear();
        _mirror.Tamper = (path, bytes) =>
        {
            if (
                path.StartsWith("near.example", StringComparison.Ordinal)
                && path.EndsWith(".iso", StringComparison.Ordinal)
            )
            {
                bytes[^400_000] ^= 1;
            }

            return bytes;
        };

        await GoodAsync("update");

        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
    }

    [Fact]
    public async Task Bytes_that_nobody_signed_change_nothing()
    {
        _channel.Publish("1.0");
        await InitAsync();
        _mirror.Tamper = (path, bytes) =>
        {
            bytes[bytes.Length / 2] ^= 1;
            return bytes;
        };

        var refused = await _gtp.RunAsync("host", "update", "--json");

        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            "cli.host.refused",
            refused.Json.GetProperty("error").GetProperty("code").GetString()
        );
        Assert.False(File.Exists(Link));
    }

    [Fact]
    public async Task Who_is_not_chosen_stays_and_a_new_host_takes_the_one_before()
    {
        var first = _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        _channel.Previous = first;
        _channel.Publish("1.1", percent: 0);

        var kept = await GoodAsync("update", "--json");
        Assert.Equal("not-chosen", kept.Json.GetProperty("reason").GetString());
        Assert.Equal("1.0", kept.Json.GetProperty("version").GetString());

        _gtp.Environment["GTP_HOST"] = Path.Combine(_gtp.Folder, "new");
        await InitAsync(images: Path.Combine(_gtp.Folder, "new-images"));
        var taken = await GoodAsync("update", "--json");
        Assert.Equal("1.0", taken.Json.GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_halt_while_the_image_comes_is_heard()
    {
        _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        _channel.Publish("1.1");
        _mirror.OnImage = () =>
        {
            _mirror.OnImage = null;
            _channel.LetOut(100, RolloutStates.Halted, "guests do not boot");
        };

        var done = await GoodAsync("update", "--json");

        Assert.Equal("kept", done.Json.GetProperty("action").GetString());
        Assert.Equal("halted", done.Json.GetProperty("reason").GetString());
        Assert.Equal("guest-tools-1.0.iso", new FileInfo(Link).LinkTarget);
    }

    [Fact]
    public async Task Rolled_back_by_hand_a_host_stays_until_it_is_unpinned()
    {
        _channel.Publish("1.0");
        await InitAsync();
        await GoodAsync("update");
        _channel.Publish("1.1");
        await GoodAsync("update");

        await GoodAsync("rollback");
        Assert.Equal("guest-tools-1.0.iso", new FileInfo(Link).LinkTarget);
        var kept = await GoodAsync("update", "--json");
        Assert.Equal("pinned", kept.Json.GetProperty("reason").GetString());

        await GoodAsync("pin", "none");
        var before = _mirror.ImageBytes;
        await GoodAsync("update");
        Assert.Equal("guest-tools-1.1.iso", new FileInfo(Link).LinkTarget);
        Assert.Equal(before, _mirror.ImageBytes);
    }

    [Fact]
    public async Task Old_images_go_but_for_those_that_are_open()
    {
        // By name they are looked for in every program of the machine, and other tests have a 1.0 open.
        _channel.Publish("1.0.4711");
        await InitAsync(keep: 1);
        await GoodAsync("update");
        var open = new FileStream(
            Path.Combine(Images, "guest-tools-1.0.4711.iso"),
            FileMode.Open,
            FileAccess.Read
        );
        await using (open)
        {
            _channel.Publish("1.1");
            var done = await GoodAsync("update", "--json");
            Assert.Equal("1.0.4711", done.Json.GetProperty("keptOpen")[0].GetString());
            Assert.True(File.Exists(Path.Combine(Images, "guest-tools-1.0.4711.iso")));
        }

        var later = await GoodAsync("update", "--json");
        Assert.Equal("1.0.4711", later.Json.GetProperty("removed")[0].GetString());
        Assert.Equal(
            [
                "guest-tools-1.1.extents.json",
                "guest-tools-1.1.iso",
                "guest-tools-1.1.json",
                "guest-tools.iso",
            ],
            Directory.GetFiles(Images).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Without_a_network_a_tree_that_was_carried_here_serves()
    {
        var release = _channel.Publish("1.0");
        await InitAsync();
        _mirror.Down.Add("near.example");
        Assert.Equal(6, (await _gtp.RunAsync("host", "update")).ExitCode);

        await GoodAsync("update", "--from", _channel.Tree);

        Assert.Equal(_channel.Image(release), await File.ReadAllBytesAsync(Link));
    }

    [Fact]
    public async Task Trust_begins_with_a_file_or_a_key_and_with_nothing_else()
    {
        _channel.Publish("1.0");
        Assert.Equal(2, (await InitRawAsync()).ExitCode);
        var wrong = await InitRawAsync("--root-key", new string('0', 64));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("is signed by the pinned key", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await _gtp.RunAsync("host", "update")).ExitCode);

        Assert.Equal(0, (await InitRawAsync("--root-key", _channel.RootKey)).ExitCode);
        await GoodAsync("update");
        Assert.Equal(5, (await InitRawAsync("--root-key", _channel.RootKey)).ExitCode);
    }

    [Fact]
    public async Task Two_at_once_do_not_get_in_each_others_way()
    {
        _channel.Publish("1.0");
        await InitAsync();
        GtpAnswer? second = null;
        _mirror.OnImage = () =>
        {
            _mirror.OnImage = null;
            second = _gtp.RunAsync("host", "update").GetAwaiter().GetResult();
        };

        await GoodAsync("update");

        Assert.Equal(5, second!.ExitCode);
        Assert.Contains("at work", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timer_is_printed_with_the_folder_it_uses()
    {
        _channel.Publish("1.0");
        await InitAsync();
        var printed = await GoodAsync("install-timer", "--print");
        Assert.Contains("RandomizedDelaySec=3600", printed.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"host update --state {_gtp.Environment["GTP_HOST"]}",
            printed.Out,
            StringComparison.Ordinal
        );
    }

    private Task InitAsync(params string[] mirrors) => InitAsync(Images, 3, mirrors);

    private Task InitAsync(int keep) => InitAsync(Images, keep);

    private async Task InitAsync(string images, int keep = 3, params string[] mirrors)
    {
        var answer = await _gtp.RunAsync([
            "host",
            "init",
            "guest-tools",
            "stable",
            .. (mirrors.Length == 0 ? [First] : mirrors).SelectMany(m => new[] { "--mirror", m }),
            "--root",
            _channel.Root,
            "--images",
            images,
            "--keep",
            $"{keep}",
        ]);
        Assert.True(answer.ExitCode == 0, answer.Error);
    }

    private Task<GtpAnswer> InitRawAsync(params string[] anchor) =>
        _gtp.RunAsync([
            "host",
            "init",
            "guest-tools",
            "stable",
            "--mirror",
            First,
            "--images",
            Images,
            .. anchor,
        ]);

    private async Task<GtpAnswer> GoodAsync(params string[] arguments)
    {
        var answer = await _gtp.RunAsync(["host", .. arguments]);
        Assert.True(answer.ExitCode == 0, answer.Error + answer.Out);
        return answer;
    }
}
