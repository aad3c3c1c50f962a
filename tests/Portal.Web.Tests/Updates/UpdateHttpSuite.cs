using System.Net;
using System.Text;
using Portal.Channels;
using Portal.Data;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Updates;
using Portal.Releases;
using Portal.Shell;
using Portal.Testing;
using Portal.Trust.Tests.Tuf.Interop;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>The update repository as the portal serves it, asked by tuf-js and by our own client.</summary>
public abstract class UpdateHttpSuite(DatabaseProvider provider, TufJs tufJs)
    : IAsyncLifetime,
        IClassFixture<TufJs>
{
    private const string Api = "/api/v1/updates/roles";
    private readonly UpdateClients _clients = new();
    private ReleaseSite _site = null!;

    private Uri Address => _site.Portal.Address;

    public async Task InitializeAsync()
    {
        _site = await ReleaseSite.StartAsync(provider);
        await _site.ReleaseAsync("1.0");
        await _site.Admin.MakeAsync("stable");
        await _site.Admin.PromoteAsync("stable", "1.0");
        await _site.Portal.PublishAsync();
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _clients.Dispose();
    }

    [Fact]
    public async Task Two_kinds_of_clients_follow_a_channel_its_image_and_every_change_of_keys()
    {
        var pointer = await _clients.PointerAsync(Address);
        Assert.Equal("1.0", pointer!.Release.Version);
        var image = await _clients.OursAsync(Address, "stable/tools/tools-1.0.iso");
        Assert.Equal(pointer.Release.Sha256, Digest.Of(image!));
        Assert.Equal(
            Encoding.UTF8.GetString(
                (await _clients.OursAsync(Address, "stable/tools/channel.json"))!
            ),
            await _clients.TheirsAsync(tufJs, Address, "stable/tools/channel.json")
        );

        // An online key of each kind by a new one of the portal; root by one from elsewhere.
        using var root = TufPrivateKey.Generate();
        foreach (
            var role in (string[])["timestamp", "snapshot", "targets", "rollout", "stable.tools"]
        )
        {
            await OrderAsync(role, new KeyOrderWire());
        }

        await OrderAsync("root", new KeyOrderWire([root.Public.Pem!]));
        await SignAsync("root", root, HttpStatusCode.OK);
        await _site.ReleaseAsync("1.1");
        await _site.Admin.PromoteAsync("stable", "1.1", percent: 5);
        await _site.Portal.PublishAsync();

        Assert.Equal("1.1", (await _clients.PointerAsync(Address))!.Release.Version);
        Assert.Equal(5, (await _clients.RolloutAsync(Address))!.Percent);
        Assert.Contains(
            "\"1.1\"",
            await _clients.TheirsAsync(tufJs, Address, "stable/tools/channel.json"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"percent\":5",
            await _clients.TheirsAsync(tufJs, Address, "rollout/stable/tools.json"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_may_change_is_asked_for_again_and_the_rest_is_kept_for_ever()
    {
        var timestamp = await _site.Anonymous.GetAsync("/tuf/metadata/timestamp.json");
        Assert.Equal("public, max-age=30", timestamp.Headers.CacheControl!.ToString());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/tuf/metadata/timestamp.json");
        again.Headers.IfNoneMatch.Add(timestamp.Headers.ETag!);
        Assert.Equal(
            HttpStatusCode.NotModified,
            (await _site.Anonymous.SendAsync(again)).StatusCode
        );

        var root = await _site.Anonymous.GetAsync("/tuf/metadata/1.root.json");
        Assert.Equal("public, max-age=31536000, immutable", root.Headers.CacheControl!.ToString());
        var next = await _site.Anonymous.GetAsync("/tuf/metadata/2.root.json");
        Assert.Equal(HttpStatusCode.NotFound, next.StatusCode);
        Assert.True(next.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/tuf/metadata/..%2fpending%2fpending.root.json")]
    [InlineData("/tuf/metadata/pending.root.json")]
    [InlineData("/tuf/metadata/lock")]
    [InlineData("/tuf/targets/..%2f..%2fkeys%2ftuf%2flock")]
    [InlineData("/tuf/targets/..%2fmetadata%2ftimestamp.json")]
    [InlineData("/tuf/targets/stable/tools/tools-1.0.iso")]
    [InlineData(
        "/tuf/targets/stable/tools/0000000000000000000000000000000000000000000000000000000000000000.tools-1.0.iso"
    )]
    public async Task Nothing_else_is_served(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _site.Anonymous.GetAsync(path)).StatusCode);

    [Fact]
    public async Task A_promotion_that_the_portal_cannot_sign_says_what_to_sign_and_goes_out_when_it_is()
    {
        using var key = TufPrivateKey.Generate();
        using var stranger = TufPrivateKey.Generate();
        var ordered = await OrderAsync("stable.tools", new KeyOrderWire([key.Public.Pem!]));
        Assert.Equal(HttpStatusCode.Accepted, ordered);
        await SignAsync("stable.tools", key, HttpStatusCode.OK);

        await _site.ReleaseAsync("1.1");
        using var promoted = await _site.Admin.PromoteAsync(
            "stable",
            new("1.1", 10, "for the test"),
            await _site.Admin.TagAsync("stable")
        );
        Assert.Equal(HttpStatusCode.Accepted, promoted.StatusCode);
        Assert.Equal($"{Api}/stable.tools/waiting", promoted.Headers.Location!.ToString());
        await _site.Portal.PublishAsync();
        Assert.Equal("1.0", (await _clients.PointerAsync(Address))!.Release.Version);
        Assert.Contains(
            "awaiting signatures",
            Pages.Text(await _site.Anonymous.PageAsync("/products/tools/channels/stable")),
            StringComparison.Ordinal
        );

        await SignAsync("stable.tools", stranger, HttpStatusCode.UnprocessableEntity);
        await SignAsync("stable.tools", key, HttpStatusCode.OK);
        Assert.Equal("1.1", (await _clients.PointerAsync(Address))!.Release.Version);

        // How far is online: nobody has to sign that more hosts take it, or none.
        using var further = await _site.Admin.PromoteAsync(
            "stable",
            new("1.1", 50, "for the test"),
            await _site.Admin.TagAsync("stable")
        );
        Assert.Equal(HttpStatusCode.OK, further.StatusCode);
        await _site.Admin.DoAsync("stable", "halt");
        await _site.Portal.PublishAsync();
        Assert.Equal("halted", (await _clients.RolloutAsync(Address))!.State);

        // Another pointer has to be signed, whichever deed makes it.
        using var undone = await _site.Admin.DoAsync("stable", "undo");
        Assert.Equal(HttpStatusCode.Accepted, undone.StatusCode);
        Assert.Equal($"{Api}/stable.tools/waiting", undone.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Pages_say_who_signs_and_when_it_was_signed_last()
    {
        var keys = await _site.Anonymous.PageAsync("/keys");
        var shown = await (
            await _site.Anonymous.GetAsync("/api/v1/updates")
        ).ReadAsync<UpdatesWire>();
        Assert.Equal(6, shown.Roles.Count);
        Assert.All(
            shown.Roles,
            r => Assert.Contains(r.Keys[0][..12], keys, StringComparison.Ordinal)
        );
        foreach (var page in (string[])["/products/tools", "/products/tools/channels"])
        {
            Assert.Contains(
                "Update metadata signed",
                Pages.Text(await _site.Anonymous.PageAsync(page)),
                StringComparison.Ordinal
            );
        }
    }

    private async Task<HttpStatusCode> OrderAsync(string role, KeyOrderWire order)
    {
        using var answer = await _site.Admin.PutAsync(
            $"{Api}/{role}/keys",
            Http.Json(
                System.Text.Json.JsonSerializer.Serialize(order, ProtocolJson.Default.KeyOrderWire)
            )
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await _site.Portal.PublishAsync();
        return answer.StatusCode;
    }

    private async Task SignAsync(string role, TufPrivateKey key, HttpStatusCode expected)
    {
        var waiting = await _site.Anonymous.GetByteArrayAsync($"{Api}/{role}/waiting");
        using var content = new ByteArrayContent(OfflineSigning.Sign(waiting, key));
        content.Headers.ContentType = new("application/json");
        using var answer = await _site.Admin.PutAsync($"{Api}/{role}/signatures", content);
        Assert.True(expected == answer.StatusCode, await answer.Content.ReadAsStringAsync());
        await _site.Portal.PublishAsync();
    }
}

public sealed class SqliteUpdateHttpTests(TufJs tufJs)
    : UpdateHttpSuite(DatabaseProvider.Sqlite, tufJs);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlUpdateHttpTests(TufJs tufJs)
    : UpdateHttpSuite(DatabaseProvider.PostgreSql, tufJs);
