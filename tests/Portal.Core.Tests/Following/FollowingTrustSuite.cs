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

/// <summary>Where trust begins, and what the network may send without being believed.</summary>
public abstract class FollowingTrustSuite(DatabaseProvider provider) : FollowedPortalSuite(provider)
{
    [Fact]
    public async Task What_was_seen_never_goes_back_whatever_the_data_folder_has_lost()
    {
        await Other.ReleaseAsync("1.0", Files);
        using var old = new TestFolder();
        CopyTree(Other.Tree, old.Path);
        Other.Site.Clock.Advance(TimeSpan.FromMinutes(1));
        await Other.ReleaseAsync("1.1", Files);
        await FollowAsync();
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Directory.Delete(Other.Tree, recursive: true);
        CopyTree(old.Path, Other.Tree);
        var view = await CheckedAsync();

        Assert.Equal("following.rolled-back", view.State.ErrorCode);
        Assert.Equal("1.1", view.State.Seen[0].Version);
        Assert.Null(await HereAsync("1.0"));
    }

    [Fact]
    public async Task A_mirror_that_is_held_back_is_told_when_its_timestamp_has_expired()
    {
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Site.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("following.expired", (await CheckedAsync()).State.ErrorCode);
        var findings = await Site.Get<Health.Doctor>().RunAsync(false, default);
        Assert.Contains(findings, f => f.Check == "following.silent");
    }

    [Fact]
    public async Task Other_bytes_than_were_promised_become_no_release_and_another_mirror_helps()
    {
        await Other.ReleaseAsync("1.0", Files);
        Other.OnWire = (url, bytes) =>
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
        await Other.ReleaseAsync("1.0", Files);
        await Other.ReleaseAsync("1.1", Noise(1, 0, 2, 3, 4, 5));
        var other = await File.ReadAllBytesAsync(
            Path.Combine(Other.Tree, "download/tools/1.0/extents.json")
        );
        Other.OnWire = (url, bytes) =>
            url.AbsolutePath.EndsWith("/1.1/extents.json", StringComparison.Ordinal)
                ? other
                : bytes;
        await FollowAsync();

        Assert.Equal("following.other-bytes", (await CheckedAsync()).State.ErrorCode);

        Assert.Null(await HereAsync("1.1"));
        Other.OnWire = (url, bytes) =>
            url.AbsolutePath.EndsWith("/extents.json", StringComparison.Ordinal)
                ? """{"length":1,"head":{"length":1},"extents":null}"""u8.ToArray()
                : bytes;
        Assert.Equal("following.refused", (await CheckedAsync()).State.ErrorCode);
        Assert.Null(await HereAsync("1.1"));
    }

    [Fact]
    public async Task Trust_begins_nowhere_but_where_it_was_said()
    {
        await Other.ReleaseAsync("1.0", Files);
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
        Assert.Equal(0, Other.Sent);
    }

    [Fact]
    public async Task Another_anchor_begins_anew_and_a_check_that_is_overtaken_keeps_nothing()
    {
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        Other.OnWire = (url, bytes) =>
        {
            if (url.AbsolutePath.EndsWith("timestamp.json", StringComparison.Ordinal))
            {
                Other.OnWire = (_, same) => same;
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
public sealed class SqliteFollowingTrustTests() : FollowingTrustSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlFollowingTrustTests()
    : FollowingTrustSuite(DatabaseProvider.PostgreSql);
