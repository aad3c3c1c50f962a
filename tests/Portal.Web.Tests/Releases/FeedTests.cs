using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Portal.Access;
using Portal.Parts;
using Portal.Products;
using Portal.Protocol.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Releases;

public sealed class FeedTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        await _portal
            .Shelf()
            .Project("qemu")
            .Component("qemu", "agent")
            .Version("agent", "1.0", 1)
            .Version("agent", "2.0", 4, changes: "- fixes **CVE-2026-1** <script>alert(1)</script>")
            .Product("tools", "Tools")
            .Product("other")
            .Release("tools", "1", 2, components: [("agent", "1.0"), ("driver", "1.0")])
            .Release("tools", "2", 4, components: [("agent", "2.0")])
            .Release("tools", "3", 6, ReleaseStates.Failed)
            .Release("tools", "4", 8, ReleaseStates.Removed)
            .Release("other", "1", 10)
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_products_feed_tells_what_each_release_changed()
    {
        var feed = await ReadAsync("/products/tools/feed.atom");

        Assert.Equal($"{_portal.Address}products/tools", AtomRules.Page(feed));
        var entries = AtomRules.Entries(feed);
        Assert.Equal(["tools 2", "tools 1"], entries.Select(Title));
        Assert.Equal($"{_portal.Address}products/tools/releases/2", AtomRules.Page(entries[0]));
        var content = AtomRules.Value(entries[0], "content");
        Assert.Contains("Changes since 1", content, StringComparison.Ordinal);
        Assert.Contains("<strong>CVE-2026-1</strong>", content, StringComparison.Ordinal);
        Assert.Contains("driver is no longer part of it", content, StringComparison.Ordinal);
        Assert.Contains(Shelf.ImageOf("tools", "2").Hex, content, StringComparison.Ordinal);
        Assert.Contains(
            $"href=\"{_portal.Address}download/tools/2/tools-2.iso\"",
            content,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<script", content, StringComparison.Ordinal);
        Assert.Equal(AtomRules.Value(entries[0], "updated"), AtomRules.Value(feed, "updated"));
    }

    [Fact]
    public async Task A_withdrawal_is_news_of_the_same_entry()
    {
        var before = AtomRules.Entries(await ReadAsync("/products/tools/feed.atom"))[0];
        await _portal
            .Get<ReleaseService>()
            .WithdrawAsync(
                Caller.System,
                "tools",
                "2",
                "breaks <b>boot</b>",
                remove: false,
                default
            );
        var after = AtomRules.Entries(await ReadAsync("/products/tools/feed.atom"))[0];

        Assert.Equal(AtomRules.Value(before, "id"), AtomRules.Value(after, "id"));
        Assert.Equal("tools 2 (withdrawn)", Title(after));
        Assert.Equal(AtomRules.Value(before, "published"), AtomRules.Value(after, "published"));
        Assert.NotEqual(AtomRules.Value(before, "updated"), AtomRules.Value(after, "updated"));
        Assert.Contains(
            "breaks &lt;b&gt;boot&lt;/b&gt;",
            AtomRules.Value(after, "content"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_portals_feed_tells_of_releases_and_component_versions()
    {
        var titles = AtomRules.Entries(await ReadAsync("/feed.atom")).Select(Title).ToList();

        // The portal publishes its own installers at the start, which is now.
        Assert.StartsWith("guest-tools-installer ", titles[0], StringComparison.Ordinal);
        Assert.Equal(["other 1", "tools 2", "agent 2.0", "tools 1", "agent 1.0"], titles[1..]);
    }

    [Fact]
    public async Task A_feed_that_did_not_change_is_304()
    {
        var client = _portal.Anonymous();
        var first = await client.GetAsync("/products/tools/feed.atom");
        Assert.Equal("application/atom+xml", first.Content.Headers.ContentType?.MediaType);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/tools/feed.atom");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task There_is_no_feed_of_a_product_that_is_not_there() =>
        await (await _portal.Anonymous().GetAsync("/products/none/feed.atom")).ProblemAsync(
            HttpStatusCode.NotFound,
            "product.not-found"
        );

    private static string Title(XElement entry) => AtomRules.Value(entry, "title");

    private async Task<XElement> ReadAsync(string path) =>
        AtomRules.Read(await _portal.Anonymous().GetStringAsync(path));
}
