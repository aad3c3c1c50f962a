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

/// <summary>What becomes of a release of the other portal, and of a product that follows.</summary>
public abstract class FollowingSuite(DatabaseProvider provider) : FollowedPortalSuite(provider)
{
    [Fact]
    public async Task A_release_there_becomes_the_same_image_here_signed_by_the_key_of_here()
    {
        var there = await Other.ReleaseAsync("1.0", Files);
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
        var image = await Site.ReadImageAsync(here.Id);
        var theirs = await Other.Site.ReadImageAsync(there.Id);
        Assert.Equal(theirs.Sha256, image.Sha256);
        Assert.Equal(theirs.ContentsSignature, image.ContentsSignature);
        Assert.Equal(theirs.Checksums, image.Checksums);
        Assert.NotEqual(theirs.ChecksumsSignature, image.ChecksumsSignature);
        Assert.Equal(image.Sha256, Digest.Of(await ReadIsoAsync("1.0")));
        Assert.NotNull(await Site.Get<ImageSigners>().FindAsync(image, default));
    }

    [Fact]
    public async Task Its_contents_and_guests_are_told_as_they_are_there()
    {
        var there = await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();
        var here = await HereAsync("1.0");

        var (mine, theirs) = (
            await Site.Get<ImageContents>().FindAsync(here!, default),
            await Other.Site.Get<ImageContents>().FindAsync(there, default)
        );
        Assert.Equal(Shown(theirs!.Root), Shown(mine!.Root));
        Assert.Equal(
            theirs.Contents.OrderBy(c => c.Key.Hex),
            mine.Contents.OrderBy(c => c.Key.Hex)
        );
        var reach = await Site.Get<SupportedGuests>().FindAsync(here!, default);
        var theirReach = await Other.Site.Get<SupportedGuests>().FindAsync(there, default);
        Assert.Equal(theirReach!.Guests.Linux, reach!.Guests.Linux);
        Assert.Equal(
            (theirReach.Components, theirReach.VolumeId),
            (reach.Components, reach.VolumeId)
        );
        Assert.Equal(
            (await Other.Site.Get<ImageContents>().FactsAsync(there.Lock, default)).Projects,
            (await Site.Get<ImageContents>().FactsAsync(here!.Lock, default)).Projects
        );
    }

    [Fact]
    public async Task Of_the_next_release_only_contents_are_fetched_that_are_not_here()
    {
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();
        var first = Other.Sent;
        await CheckedAsync();
        Assert.Equal(first, Other.Sent);

        await Other.ReleaseAsync("1.1", Noise(0, 1, 2, 3, 4, 6));
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Assert.Equal(ReleaseStates.Ready, (await HereAsync("1.1"))!.State);
        Assert.InRange(Other.Sent - first, Size, 2 * Size);
    }

    [Fact]
    public async Task Collection_takes_nothing_of_what_was_taken()
    {
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();

        var done = await Site.Get<BlobCollection>().RunAsync(Caller.System, false, default);

        Assert.Null(done.Error);
        var here = await HereAsync("1.0");
        Assert.Equal(
            (await Site.ReadImageAsync(here!.Id)).Sha256,
            Digest.Of(await ReadIsoAsync("1.0"))
        );
        Assert.DoesNotContain(
            await Site.Get<Health.Doctor>().RunAsync(true, default),
            f =>
                f.Check.StartsWith("blobs", StringComparison.Ordinal)
                && f.Severity != Health.Severity.Ok
        );
    }

    [Fact]
    public async Task A_version_that_is_here_with_another_image_is_told_and_left_alone()
    {
        var mine = await Site.QueueAsync("1.0", Noise(7));
        await Site.Assembly.RunAsync(mine.Id, default);
        var before = (await Site.ReadImageAsync(mine.Id)).Sha256;
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();

        Assert.Equal("following.version-taken", (await CheckedAsync()).State.ErrorCode);

        Assert.Equal(before, (await Site.ReadImageAsync(mine.Id)).Sha256);
        Assert.Null((await HereAsync("1.0"))!.TakenFrom);
    }

    [Fact]
    public async Task A_check_that_is_stopped_in_the_middle_goes_on_where_it_was()
    {
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        using var stop = new CancellationTokenSource();
        Other.OnWire = (url, bytes) =>
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
        Other.OnWire = (url, bytes) =>
            url.AbsolutePath.EndsWith(".iso", StringComparison.Ordinal) && bytes.Length > 3 * Size
                ? bytes[..(3 * Size)]
                : bytes;
        Assert.Equal("following.unreachable", (await CheckedAsync()).State.ErrorCode);
        Other.OnWire = (_, bytes) => bytes;
        var before = Other.Sent;
        Assert.Null((await CheckedAsync()).State.ErrorCode);

        Assert.NotNull(await HereAsync("1.0"));
        Assert.True(Other.Sent - before < 5 * Size, $"{Other.Sent - before} bytes came again");
    }

    [Fact]
    public async Task What_is_withdrawn_there_is_shown_and_not_begun_with()
    {
        await Other.ReleaseAsync("1.0", Files);
        await Other
            .Site.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "1.0", "loses data", remove: false, default);
        await Other.ServeAsync();
        await FollowAsync();

        var view = await CheckedAsync();

        Assert.Null(view.State.ErrorCode);
        Assert.Equal("loses data", Assert.Single(view.State.Seen).Withdrawn);
        Assert.Null(await HereAsync("1.0"));
    }

    [Fact]
    public async Task A_server_without_ranges_or_a_channel_that_is_not_there_is_told()
    {
        await Other.ReleaseAsync("1.0", Files);
        Other.ServesRanges = false;
        await FollowAsync();
        Assert.Equal("following.unreachable", (await CheckedAsync()).State.ErrorCode);

        Other.ServesRanges = true;
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
        await Other.ReleaseAsync("1.0", Files);
        await FollowAsync();
        await CheckedAsync();
        Assert.Equal("product.following", await CreateAsync());

        Assert.Null((await Following.UnfollowAsync(Caller.System, "tools", default)).Error);

        Assert.Equal("product.unresolvable", await CreateAsync());
        Assert.Null(await Following.FindAsync("tools", default));
        Assert.NotNull(await HereAsync("1.0"));
        Assert.Empty(await Check.DueAsync(default));
        // What was trusted is forgotten.
        await using var db = await Site.OpenDbAsync();
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
                await Site.Get<ReleaseCreation>()
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
        await using var db = await Site.OpenDbAsync();
        Assert.Empty(await db.Products().ToListAsync());
    }

    private static List<string> Shown(DiscFolder folder) =>
        [.. folder.Entries.Select(e => $"{folder.Path}/{e}"), .. folder.Folders.SelectMany(Shown)];
}

// Each test makes the keys of two portals.
[Trait("Speed", "Slow")]
public sealed class SqliteFollowingTests() : FollowingSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlFollowingTests() : FollowingSuite(DatabaseProvider.PostgreSql);
