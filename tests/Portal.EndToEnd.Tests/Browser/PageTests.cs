using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>Every page there is: to a reader, to a maintainer and to the administrator; full, empty and long.</summary>
[Trait("Speed", "Slow")]
[Collection(BrowserGroup.Name)]
public sealed class PageTests(BrowserFixture fixture)
{
    private FilledPortal Filled => fixture.Filled;

    [Fact]
    public void Every_page_of_the_route_table_is_looked_at_and_no_other()
    {
        var routes = Filled
            .Portal.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            routes,
            Pages.Of(Filled).Select(p => p.Template).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(nameof(Who.Anybody))]
    [InlineData(nameof(Who.Maintainer))]
    [InlineData(nameof(Who.Administrator))]
    public async Task A_page_keeps_nobody_out(string who)
    {
        var one = Enum.Parse<Who>(who);
        await using var reader = await ReaderAsync(Filled, one);
        await LookAsync(reader, Pages.Of(Filled).Where(p => p.Who.HasFlag(one)));
    }

    [Fact]
    public async Task A_page_of_an_empty_portal_keeps_nobody_out()
    {
        await using var empty = await TestPortal.StartAsync();
        var pages = Pages.Of(Filled).Where(p => p.Lists).ToList();
        await using (var anybody = await fixture.Browser.ReaderAsync(empty.Address))
        {
            await LookAsync(anybody, pages.Where(p => p.Who.HasFlag(Who.Anybody)));
        }

        await using var admin = await fixture.Browser.ReaderAsync(empty.Address);
        await admin.SignInAsync(FilledPortal.LinkOf(empty));
        await LookAsync(admin, pages.Where(p => p.Who.HasFlag(Who.Administrator)));
    }

    [Fact]
    public async Task A_page_of_a_long_list_is_small_and_fits()
    {
        await using var many = await LongPortal.StartAsync();
        await using var admin = await ReaderAsync(many.Filled, Who.Administrator);
        var found = new List<string>();
        foreach (var path in Pages.Long)
        {
            found.AddRange(await PageAudit.MeasureAsync(admin, path));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private async Task<Reader> ReaderAsync(FilledPortal portal, Who who)
    {
        var reader = await fixture.Browser.ReaderAsync(portal.Portal.Address);
        if (who != Who.Anybody)
        {
            await reader.SignInAsync(
                await portal.NextLinkAsync(
                    who == Who.Administrator ? "admin" : FilledPortal.Maintainer
                )
            );
        }

        return reader;
    }

    private static async Task LookAsync(Reader reader, IEnumerable<PageExample> pages)
    {
        var found = new List<string>();
        foreach (var page in pages)
        {
            found.AddRange(await PageAudit.RunAsync(reader, page.Path, page.Status));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
