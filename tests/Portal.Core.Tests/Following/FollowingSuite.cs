using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Images;
using Portal.Jobs;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Testing;

namespace Portal.Following;

public abstract class FollowingSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Dictionary<string, byte[]> Files = Noise(0, 1, 2, 3, 4, 5);

    private OtherPortal _other = null!;
    private CoreSite _site = null!;

    private FollowingService Following => _site.Get<FollowingService>();

    private IWorkSource Check =>
        _site.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == "follow");

    public async Task InitializeAsync()
    {
        _other = await OtherPortal.StartAsync();
        _site = await CoreSite.StartAsync(
            provider,
            services => services.AddSingleton(_ => new FollowingHttp(_other)),
            ("Blobs:Grace", "00:00:00")
        );
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_release_there_becomes_the_same_image_here_signed_by_the_key_of_here()
    {
        var there = await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();

        var view = await CheckedAsync();

        Assert.Null(view.State.ErrorCode);
        Assert.Equal(
            ("stable", "1.0", 100),
            (view.State.Seen[0].Channel, view.State.Seen[0].Version, view.State.Seen[0].Percent)
        );
        var here = await HereAsync("1.0");
        Assert.Equal(ReleaseStates.Ready, here!.State);
        Assert.Equal(OtherPortal.Address, here.TakenFrom);
        Assert.Equal(there.Lock, here.Lock);
        Assert.Equal(there.Components, here.Components);
        var image = await _site.ReadImageAsync(here.Id);
        var theirs = await _other.Site.ReadImageAsync(there.Id);
        Assert.Equal(theirs.Sha256, image.Sha256);
        Assert.Equal(theirs.ContentsSignature, image.ContentsSignature);
        Assert.Equal(theirs.Checksums, image.Checksums);
        Assert.NotEqual(theirs.ChecksumsSignature, image.ChecksumsSignature);
        Assert.Equal(image.Sha256, Digest.Of(await ReadIsoAsync("1.0")));
        Assert.NotNull(await _site.Get<ImageSigners>().FindAsync(image, default));
    }

    [Fact]
    public async Task Its_contents_and_guests_are_told_as_they_are_there()
    {
        var there = await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();
        var here = await HereAsync("1.0");

        var (mine, theirs) = (
            await _site.Get<ImageContents>().FindAsync(here!, default),
            await _other.Site.Get<ImageContents>().FindAsync(there, default)
        );
        Assert.Equal(Shown(theirs!.Root), Shown(mine!.Root));
        Assert.Equal(
            theirs.Contents.OrderBy(c => c.Key.Hex),
            mine.Contents.OrderBy(c => c.Key.Hex)
        );
        var reach = await _site.Get<SupportedGuests>().FindAsync(here!, default);
        var theirReach = await _other.Site.Get<SupportedGuests>().FindAsync(there, default);
        Assert.Equal(theirReach!.Guests.Linux, reach!.Guests.Linux);
        Assert.Equal(
            (theirReach.Components, theirReach.VolumeId),
            (reach.Components, reach.VolumeId)
        );
        Assert.Equal(
            (await _other.Site.Get<ImageContents>().FactsAsync(there.Lock, default)).Projects,
            (await _site.Get<ImageContents>().FactsAsync(here!.Lock, default)).Projects
        );
    }

    [Fact]
    public async Task Of_the_next_release_only_contents_are_fetched_that_are_not_here()
    {
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();
        var first = _other.Sent;
        await CheckedAsync();
        Assert.Equal(first, _other.Sent);

        await _other.ReleaseAsync("1.1", Noise(0, 1, 2, 3, 4, 6));
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Assert.Equal(ReleaseStates.Ready, (await HereAsync("1.1"))!.State);
        Assert.InRange(_other.Sent - first, Size, 2 * Size);
    }

    [Fact]
    public async Task Collection_takes_nothing_of_what_was_taken()
    {
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();

        var done = await _site.Get<BlobCollection>().RunAsync(Caller.System, false, default);

        Assert.Null(done.Error);
        var here = await HereAsync("1.0");
        Assert.Equal(
            (await _site.ReadImageAsync(here!.Id)).Sha256,
            Digest.Of(await ReadIsoAsync("1.0"))
        );
        Assert.DoesNotContain(
            await _site.Get<Health.Doctor>().RunAsync(true, default),
            f =>
                f.Check.StartsWith("blobs", StringComparison.Ordinal)
                && f.Severity != Health.Severity.Ok
        );
    }

    [Fact]
    public async Task What_was_seen_never_goes_back_whatever_the_data_folder_has_lost()
    {
        await _other.ReleaseAsync("1.0", Files);
        using var old = new TestFolder();
        CopyTree(_other.Tree, old.Path);
        _other.Site.Clock.Advance(TimeSpan.FromMinutes(1));
        await _other.ReleaseAsync("1.1", Files);
        await FollowAsync();
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Directory.Delete(_other.Tree, recursive: true);
        CopyTree(old.Path, _other.Tree);
        var view = await CheckedAsync();

        Assert.Equal("following.rolled-back", view.State.ErrorCode);
        Assert.Equal("1.1", view.State.Seen[0].Version);
        Assert.Null(await HereAsync("1.0"));
    }

    [Fact]
    public async Task A_mirror_that_is_held_back_is_told_when_its_timestamp_has_expired()
    {
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        _site.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("following.expired", (await CheckedAsync()).State.ErrorCode);
        var findings = await _site.Get<Health.Doctor>().RunAsync(false, default);
        Assert.Contains(findings, f => f.Check == "following.silent");
    }

    [Fact]
    public async Task Other_bytes_than_were_promised_become_no_release_and_another_mirror_helps()
    {
        await _other.ReleaseAsync("1.0", Files);
        _other.OnWire = (url, bytes) =>
        {
            if (
                url.Host == "bad.example"
                && url.AbsolutePath.EndsWith(".iso", StringComparison.Ordinal)
            )
            {
                bytes[bytes.Length / 2] ^= 1;
            }

            return bytes;
        };
        await FollowAsync("https://bad.example/");
        var view = await CheckedAsync();
        Assert.Equal("following.other-bytes", view.State.ErrorCode);
        Assert.Null(await HereAsync("1.0"));
        // What costs the length of an image is not tried as often as what costs nothing.
        Assert.True(view.State.NextAt >= view.State.CheckedAt + TimeSpan.FromMinutes(10));

        await FollowAsync("https://bad.example/", OtherPortal.Address);
        Assert.Null((await CheckedAsync()).State.ErrorCode);
        Assert.NotNull(await HereAsync("1.0"));
    }

    [Fact]
    public async Task A_list_of_extents_of_another_image_becomes_no_release()
    {
        await _other.ReleaseAsync("1.0", Files);
        await _other.ReleaseAsync("1.1", Noise(1, 0, 2, 3, 4, 5));
        var other = await File.ReadAllBytesAsync(
            Path.Combine(_other.Tree, "download/tools/1.0/extents.json")
        );
        _other.OnWire = (url, bytes) =>
            url.AbsolutePath.EndsWith("/1.1/extents.json", StringComparison.Ordinal)
                ? other
                : bytes;
        await FollowAsync();

        Assert.Equal("following.other-bytes", (await CheckedAsync()).State.ErrorCode);

        Assert.Null(await HereAsync("1.1"));
        _other.OnWire = (url, bytes) =>
            url.AbsolutePath.EndsWith("/extents.json", StringComparison.Ordinal)
                ? """{"length":1,"head":{"length":1},"extents":null}"""u8.ToArray()
                : bytes;
        Assert.Equal("following.refused", (await CheckedAsync()).State.ErrorCode);
        Assert.Null(await HereAsync("1.1"));
    }

    [Fact]
    public async Task Trust_begins_nowhere_but_where_it_was_said()
    {
        await _other.ReleaseAsync("1.0", Files);
        var done = await Following.FollowAsync(
            Caller.System,
            "tools",
            new([OtherPortal.Address], ["stable"], null, [new string('a', 64)]),
            null,
            default
        );
        Assert.Null(done.Error);

        Assert.Equal("following.no-trust", (await CheckedAsync()).State.ErrorCode);
        Assert.Null(await HereAsync("1.0"));
        Assert.Equal(0, _other.Sent);
    }

    [Fact]
    public async Task A_version_that_is_here_with_another_image_is_told_and_left_alone()
    {
        var mine = await _site.QueueAsync("1.0", Noise(7));
        await _site.Assembly.RunAsync(mine.Id, default);
        var before = (await _site.ReadImageAsync(mine.Id)).Sha256;
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();

        Assert.Equal("following.version-taken", (await CheckedAsync()).State.ErrorCode);

        Assert.Equal(before, (await _site.ReadImageAsync(mine.Id)).Sha256);
        Assert.Null((await HereAsync("1.0"))!.TakenFrom);
    }

    [Fact]
    public async Task A_check_that_is_stopped_in_the_middle_goes_on_where_it_was()
    {
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        using var stop = new CancellationTokenSource();
        _other.OnWire = (url, bytes) =>
        {
            if (url.AbsolutePath.EndsWith(".iso", StringComparison.Ordinal))
            {
                // The process ends while the body comes.
                stop.Cancel();
            }

            return bytes;
        };
        var id = Assert.Single(await Check.DueAsync(default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Check.RunAsync(id, stop.Token)
        );
        Assert.Null(await HereAsync("1.0"));
        Assert.Equal([id], await Check.DueAsync(default));

        // A transfer that breaks off keeps the contents that came.
        _other.OnWire = (url, bytes) =>
            url.AbsolutePath.EndsWith(".iso", StringComparison.Ordinal) && bytes.Length > 3 * Size
                ? bytes[..(3 * Size)]
                : bytes;
        Assert.Equal("following.unreachable", (await CheckedAsync()).State.ErrorCode);
        _other.OnWire = (_, bytes) => bytes;
        var before = _other.Sent;
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Assert.NotNull(await HereAsync("1.0"));
        Assert.True(_other.Sent - before < 5 * Size, $"{_other.Sent - before} bytes came again");
    }

    [Fact]
    public async Task What_is_withdrawn_there_is_shown_and_not_begun_with()
    {
        await _other.ReleaseAsync("1.0", Files);
        await _other
            .Site.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "1.0", "loses data", remove: false, default);
        await _other.ServeAsync();
        await FollowAsync();

        var view = await CheckedAsync();

        Assert.Null(view.State.ErrorCode);
        Assert.Equal("loses data", Assert.Single(view.State.Seen).Withdrawn);
        Assert.Null(await HereAsync("1.0"));
    }

    [Fact]
    public async Task A_server_without_ranges_or_a_channel_that_is_not_there_is_told()
    {
        await _other.ReleaseAsync("1.0", Files);
        _other.ServesRanges = false;
        await FollowAsync();
        Assert.Equal("following.unreachable", (await CheckedAsync()).State.ErrorCode);

        _other.ServesRanges = true;
        await Following.FollowAsync(
            Caller.System,
            "tools",
            new([OtherPortal.Address], ["stable", "edge"], null, []),
            null,
            default
        );
        // The one that is there is taken all the same.
        Assert.Equal("following.unreachable", (await CheckedAsync()).State.ErrorCode);
        Assert.NotNull(await HereAsync("1.0"));
    }

    [Fact]
    public async Task A_product_that_follows_makes_no_release_of_its_own_until_it_does_no_more()
    {
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();
        Assert.Equal("product.following", await CreateAsync());

        Assert.Null((await Following.UnfollowAsync(Caller.System, "tools", default)).Error);

        Assert.Equal("product.unresolvable", await CreateAsync());
        Assert.Null(await Following.FindAsync("tools", default));
        Assert.NotNull(await HereAsync("1.0"));
        Assert.Empty(await Check.DueAsync(default));
        // What was trusted is forgotten.
        await using var db = await _site.OpenDbAsync();
        Assert.Empty(await db.FollowedMetadata().ToListAsync());
        Assert.Equal(
            "following.invalid",
            (
                await Following.FollowAsync(
                    Caller.System,
                    "tools",
                    new([OtherPortal.Address], ["stable"], null, []),
                    null,
                    default
                )
            )
                .Error
                ?.Code
        );

        async Task<string?> CreateAsync() =>
            (
                await _site
                    .Get<ReleaseCreation>()
                    .CreateAsync(
                        Caller.System,
                        "tools",
                        "2.0",
                        new Dictionary<string, Packaging.Versions.ComponentVersionNumber>(),
                        default
                    )
            )
                .Error
                ?.Code;
    }

    [Fact]
    public async Task Every_mistake_of_an_order_is_told_at_once_and_administrators_alone_give_it()
    {
        var manager = new Caller("mia", CallerKind.Account, [new(Roles.ReleaseManager, "tools")]);
        var order = new FollowingOrder(
            ["ftp://a.example/", "https://user:word@b.example/"],
            ["stable", "stable", "9"],
            "{}"u8.ToArray(),
            ["abc"]
        );
        Assert.Equal(
            "following.forbidden",
            (await Following.FollowAsync(manager, "tools", order, null, default)).Error?.Code
        );

        var refused = await Following.FollowAsync(Caller.System, "new", order, " ", default);

        Assert.Equal(
            [
                "mirrors[0]",
                "mirrors[1]",
                "channels[1]",
                "channels[2]",
                "root",
                "rootKeys[0]",
                "root",
                "name",
                "title",
            ],
            refused.Error!.Findings!.Select(f => f.Path)
        );
        await using var db = await _site.OpenDbAsync();
        Assert.Empty(await db.Products().ToListAsync());
    }

    [Fact]
    public async Task Another_anchor_begins_anew_and_a_check_that_is_overtaken_keeps_nothing()
    {
        await _other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        _other.OnWire = (url, bytes) =>
        {
            if (url.AbsolutePath.EndsWith("timestamp.json", StringComparison.Ordinal))
            {
                _other.OnWire = (_, same) => same;
                var done = Following
                    .FollowAsync(
                        Caller.System,
                        "tools",
                        new([OtherPortal.Address], ["stable"], null, [new string('a', 64)]),
                        null,
                        default
                    )
                    .GetAwaiter()
                    .GetResult();
                Assert.Null(done.Error);
            }

            return bytes;
        };
        var id = Assert.Single(await Check.DueAsync(default));

        await Check.RunAsync(id, default);

        Assert.Null(await HereAsync("1.0"));
        Assert.Equal([id], await Check.DueAsync(default));
        Assert.Null((await Following.FindAsync("tools", default))!.State.CheckedAt);
    }

    private const int Size = 200_000;

    private static Dictionary<string, byte[]> Noise(params int[] seeds) =>
        seeds
            .Select((seed, i) => (Path: $"data/{i}.bin", Seed: seed))
            .ToDictionary(
                f => f.Path,
                f =>
                {
                    var bytes = new byte[Size];
                    new Random(f.Seed).NextBytes(bytes);
                    return bytes;
                }
            );

    private async Task FollowAsync(params string[] mirrors)
    {
        var done = await Following.FollowAsync(
            Caller.System,
            "tools",
            new(
                mirrors.Length == 0 ? [OtherPortal.Address] : mirrors,
                ["stable"],
                null,
                _other.RootKeys
            ),
            null,
            default
        );
        Assert.True(
            done.Error is null,
            $"{done.Error} {string.Join("; ", done.Error?.Findings ?? [])}"
        );
    }

    /// <summary>Asks for a check and does it.</summary>
    private async Task<FollowingView> CheckedAsync()
    {
        var asked = await Following.CheckAsync(Caller.System, "tools", default);
        Assert.Null(asked.Error);
        var id = Assert.Single(await Check.DueAsync(default));
        await Check.RunAsync(id, default);
        return (await Following.FindAsync("tools", default))!;
    }

    private async Task<Release?> HereAsync(string version) =>
        await _site.Get<ReleaseService>().FindAsync("tools", version, default);

    private async Task<byte[]> ReadIsoAsync(string version)
    {
        var files = (await _site.Get<ImageFiles>().ListAsync("tools", version, default))
            .Value
            .Files;
        await using var stream = await files[0].Open(default);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    private static List<string> Shown(DiscFolder folder) =>
        [.. folder.Entries.Select(e => $"{folder.Path}/{e}"), .. folder.Folders.SelectMany(Shown)];

    private static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

// Each test makes the keys of two portals.
[Trait("Speed", "Slow")]
public sealed class SqliteFollowingTests() : FollowingSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlFollowingTests() : FollowingSuite(DatabaseProvider.PostgreSql);
