using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Portal.Products;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Images;

public sealed partial class IndexTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        await _portal
            .Shelf()
            .Product("tools")
            .Product("empty")
            .Release("tools", "4.9", 1)
            .Release("tools", "4.10~rc1", 2)
            .Release("tools", "4.10+1", 3)
            .Release("tools", "5.0", 4, ReleaseStates.Withdrawn)
            .Release("tools", "5.1", 5, ReleaseStates.Removed)
            .Release("tools", "5.2", 6, ReleaseStates.Queued)
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_root_lists_the_products_that_have_something()
    {
        var page = await _portal.Anonymous().PageAsync("/download/");
        Assert.Equal(["../", "tools/"], Hrefs(page));
    }

    [Fact]
    public async Task A_product_lists_its_releases_greatest_first_by_relative_links()
    {
        var page = await _portal.Anonymous().PageAsync("/download/tools/");

        Assert.Equal(
            [
                "../",
                "5.0/",
                "4.10+1/",
                "4.10+1/tools-4.10+1.iso",
                "4.10~rc1/",
                "4.10~rc1/tools-4.10~rc1.iso",
                "4.9/",
                "4.9/tools-4.9.iso",
            ],
            Hrefs(page)
        );
        Assert.Contains("withdrawn: loses static addresses", page, StringComparison.Ordinal);
        Assert.Contains(Shelf.ImageOf("tools", "4.9").Hex, page, StringComparison.Ordinal);
        Assert.Contains("312475648 bytes", page, StringComparison.Ordinal);
        Assert.Contains("2026-03-01 12:02", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pattern_on_the_page_takes_the_greatest_version_that_is_not_withdrawn()
    {
        var page = await _portal.Anonymous().PageAsync("/download/tools/");
        var watch = WebUtility.HtmlDecode(Watch().Match(page).Groups["text"].Value);
        var (address, pattern) = (
            watch.Split('\n')[^1].Split(' ')[0],
            watch.Split('\n')[^1].Split(' ')[1]
        );

        Assert.Equal($"{_portal.Address}download/tools/", address);
        var versions = Hrefs(page)
            .Select(h => Regex.Match(h, $"^{pattern}$"))
            .Where(m => m.Success)
            .Select(m => m.Groups[1].Value);
        Assert.Equal(["4.10+1", "4.10~rc1", "4.9"], versions);
    }

    [Fact]
    public async Task A_release_lists_its_files_with_their_digests()
    {
        var page = await _portal.Anonymous().PageAsync("/download/tools/4.9/");

        Assert.Equal(
            [
                "../",
                "tools-4.9.iso",
                "tools-4.9.iso.asc",
                "SHA256SUMS",
                "SHA256SUMS.asc",
                "release.json",
                "extents.json",
                "CONTENTS.SHA256SUMS",
                "CONTENTS.SHA256SUMS.sig",
                "/products/tools/releases/4.9",
            ],
            Hrefs(page)
        );
        Assert.Contains(Shelf.ImageOf("tools", "4.9").Hex, page, StringComparison.Ordinal);
        Assert.Contains(
            "Withdrawn: loses static addresses",
            await _portal.Anonymous().PageAsync("/download/tools/5.0/"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/download", "/download/")]
    [InlineData("/download/tools", "/download/tools/")]
    [InlineData("/download/tools?cursor=NC45", "/download/tools/?cursor=NC45")]
    [InlineData("/download/tools/4.9", "/download/tools/4.9/")]
    public async Task A_folder_without_its_slash_is_sent_there(string path, string to)
    {
        var answer = await _portal.Anonymous().GetAsync(path);
        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal(to, answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/download/none/", HttpStatusCode.NotFound)]
    [InlineData("/download/tools/9.9/", HttpStatusCode.NotFound)]
    [InlineData("/download/tools/5.2/", HttpStatusCode.NotFound)]
    [InlineData("/download/tools/5.1/", HttpStatusCode.Gone)]
    [InlineData("/download/empty/latest/empty.iso", HttpStatusCode.NotFound)]
    public async Task What_is_not_served_has_no_index(string path, HttpStatusCode status) =>
        Assert.Equal(status, (await _portal.Anonymous().GetAsync(path)).StatusCode);

    [Fact]
    public async Task A_product_without_releases_has_an_empty_index() =>
        Assert.Contains(
            "Nothing is here yet",
            await _portal.Anonymous().PageAsync("/download/empty/"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("tools.iso", "tools-4.10+1.iso")]
    [InlineData("tools.iso.asc", "tools-4.10+1.iso.asc")]
    [InlineData("SHA256SUMS", "SHA256SUMS")]
    [InlineData("", "")]
    public async Task The_newest_has_a_name_that_stays(string file, string to)
    {
        var answer = await _portal.Anonymous().GetAsync($"/download/tools/latest/{file}");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(
            $"/download/tools/4.10+1/{to}",
            Uri.UnescapeDataString(answer.Headers.Location!.OriginalString)
        );
    }

    [Fact]
    public async Task An_index_that_did_not_change_is_304_and_one_that_did_is_not()
    {
        var client = _portal.Anonymous();
        var first = await client.GetAsync("/download/tools/");
        Assert.True(first.Headers.CacheControl!.Public);
        Assert.Equal(HttpStatusCode.NotModified, (await AgainAsync()).StatusCode);

        await _portal
            .Get<Releases.ReleaseService>()
            .WithdrawAsync(Access.Caller.System, "tools", "4.9", "old", remove: false, default);

        Assert.Equal(HttpStatusCode.OK, (await AgainAsync()).StatusCode);

        async Task<HttpResponseMessage> AgainAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/download/tools/");
            request.Headers.IfNoneMatch.Add(
                new EntityTagHeaderValue(first.Headers.ETag!.Tag, first.Headers.ETag.IsWeak)
            );
            return await client.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_long_index_goes_on_by_links_that_stay_in_the_tree()
    {
        var shelf = _portal.Shelf().Product("long");
        for (var i = 0; i < 400; i++)
        {
            shelf.Release("long", $"2026.{i}.0123456789-0123456789", i);
        }

        await shelf.SaveAsync();

        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await _portal.Anonymous().PageAsync($"/download/long/{next}");
            seen.AddRange(Hrefs(page).Where(h => h.EndsWith(".iso", StringComparison.Ordinal)));
            next = Hrefs(page).FirstOrDefault(h => h.StartsWith('?'));
        }

        Assert.Equal(400, seen.Distinct().Count());
        Assert.StartsWith("2026.399.", seen[0], StringComparison.Ordinal);
    }

    private static List<string> Hrefs(string page) =>
        [.. Href().Matches(page).Select(m => WebUtility.HtmlDecode(m.Groups["href"].Value))];

    [GeneratedRegex(
        "<a[^>]* href=\"(?<href>[^\"]+)\"|<a href=\"(?<href>[^\"]+)\"",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Href();

    [GeneratedRegex("<pre[^>]*>(?<text>[^<]+)</pre>", RegexOptions.ExplicitCapture)]
    private static partial Regex Watch();
}
