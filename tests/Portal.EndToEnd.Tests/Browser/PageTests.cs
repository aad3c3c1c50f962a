using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>Every page there is, wide and narrow, light and dark, to a reader and to the administrator.</summary>
[Trait("Speed", "Slow")]
public sealed class PageTests(PageTests.Fixture fixture) : IClassFixture<PageTests.Fixture>
{
    [Fact]
    public void Every_page_of_the_route_table_is_looked_at()
    {
        var templates = fixture
            .Filled.Portal.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        var unseen = templates
            .Where(t => !Pages.All.Any(p => p.Template == t))
            .Order(StringComparer.Ordinal);
        Assert.Empty(unseen);
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task A_page_keeps_nobody_out(int width, bool dark)
    {
        var found = new List<string>();
        await using var anybody = await fixture.Browser.ReaderAsync(
            fixture.Filled.Portal.Address,
            new(Dark: dark, Width: width)
        );
        await using var admin = await fixture.Browser.ReaderAsync(
            fixture.Filled.Portal.Address,
            new(Dark: dark, Width: width)
        );
        await admin.SignInAsync(await fixture.Filled.NextLinkAsync());
        foreach (var page in Pages.All)
        {
            if (page.Public)
            {
                found.AddRange(await PageAudit.RunAsync(anybody, page.Path));
            }

            found.AddRange(await PageAudit.RunAsync(admin, page.Path));
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task A_page_of_an_empty_portal_keeps_nobody_out()
    {
        var found = new List<string>();
        await using var empty = await TestPortal.StartAsync();
        var link = FilledPortal.LinkOf(empty);
        foreach (var width in (int[])[1280, 390])
        {
            await using var anybody = await fixture.Browser.ReaderAsync(
                empty.Address,
                new(Width: width)
            );
            foreach (var page in Pages.All.Where(p => p is { Public: true, Lists: true }))
            {
                found.AddRange(await PageAudit.RunAsync(anybody, page.Path));
            }
        }

        await using var admin = await fixture.Browser.ReaderAsync(empty.Address);
        await admin.SignInAsync(link);
        foreach (var page in Pages.All.Where(p => p.Lists))
        {
            found.AddRange(await PageAudit.RunAsync(admin, page.Path));
        }

        Assert.Empty(found);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public FilledPortal Filled { get; private set; } = null!;

        public Chromium Browser { get; } = new();

        public async Task InitializeAsync()
        {
            await Browser.InitializeAsync();
            Filled = await FilledPortal.StartAsync();
        }

        public async Task DisposeAsync()
        {
            await Filled.DisposeAsync();
            await Browser.DisposeAsync();
        }
    }
}
