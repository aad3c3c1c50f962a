using Portal.Testing;

namespace Portal.Shell;

public sealed class PageRequestTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private readonly TestPortal _portal = fixture.Portal;

    [Fact]
    public async Task Htmx_gets_the_page_without_the_document_around_it()
    {
        var fragment = await GetAsync(("HX-Request", "true"));
        Assert.Contains("<h1>Error codes</h1>", fragment, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", fragment, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"top\"", fragment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HX-Boosted")]
    [InlineData("HX-History-Restore-Request")]
    public async Task A_boosted_link_and_a_lost_history_entry_get_the_whole_document(
        string header
    ) =>
        Assert.Contains(
            "<html",
            await GetAsync(("HX-Request", "true"), (header, "true")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Caches_are_told_that_a_page_differs_by_htmx_and_theme()
    {
        var answer = await _portal.Anonymous().GetAsync("/errors");
        Assert.Equal(["HX-Request", "Cookie"], answer.Headers.Vary);
        Assert.True(answer.Headers.CacheControl!.NoCache);
        Assert.False(answer.Headers.CacheControl.NoStore);
    }

    [Fact]
    public async Task A_public_page_carries_no_antiforgery_token() =>
        Assert.DoesNotContain(
            "__RequestVerificationToken",
            await GetAsync(),
            StringComparison.Ordinal
        );

    private async Task<string> GetAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/errors");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        var answer = await _portal.Anonymous().SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
