using System.Net;
using Portal.Access;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Products;

public sealed class ProductPageTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Without_products_the_pages_say_how_the_first_is_made()
    {
        var client = _portal.Anonymous();
        foreach (var path in (string[])["/", "/products"])
        {
            var page = await client.PageAsync(path);
            Assert.Contains("There is no product yet", page, StringComparison.Ordinal);
            Assert.Contains(
                $"gtp login {_portal.Address.ToString().TrimEnd('/')}",
                page,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("New product", page, StringComparison.Ordinal);
            Assert.Contains(
                "href=\"/products/new\"",
                await _portal.Admin().PageAsync(path),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_list_shows_what_is_newest_and_that_the_last_one_was_withdrawn()
    {
        await _portal
            .Shelf()
            .Product("tools", "Tools <b>for</b> guests")
            .Product("empty")
            .Release("tools", "4.3", 1)
            .Release("tools", "4.4", 2, ReleaseStates.Withdrawn)
            .SaveAsync();

        var page = await _portal.Anonymous().PageAsync("/products");

        Assert.Contains("href=\"/products/tools/releases/4.3\"", page, StringComparison.Ordinal);
        Assert.Contains("298 MiB", page, StringComparison.Ordinal);
        Assert.Contains("Tools &lt;b&gt;for&lt;/b&gt; guests", page, StringComparison.Ordinal);
        var text = Pages.Text(page);
        Assert.Contains("4.4 Withdrawn loses static addresses", text, StringComparison.Ordinal);
        Assert.Contains("none yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page()
    {
        var shelf = _portal.Shelf();
        for (var i = 0; i < 120; i++)
        {
            shelf.Product($"product-{i:000}", new string('t', 120));
        }

        await shelf.SaveAsync();

        var seen = new List<string>();
        var next = "/products";
        while (next is not null)
        {
            var page = await _portal.Anonymous().PageAsync(next);
            seen.AddRange(Links(page, "/products/product-"));
            next = Links(page, "/products?cursor=").FirstOrDefault();
        }

        Assert.Equal(
            Enumerable.Range(0, 120).Select(i => $"/products/product-{i:000}"),
            seen.Distinct()
        );
    }

    [Fact]
    public async Task A_product_shows_its_releases_with_what_changed_and_its_recipe()
    {
        await _portal
            .Shelf()
            .Project("qemu")
            .Component("qemu", "agent")
            .Component("qemu", "driver")
            .Version("agent", "1.0")
            .Version("agent", "2.0")
            .Version("driver", "1.0")
            .Product("tools", "Tools", new("agent", "<2"), new("driver", null), new("none", null))
            .Release("tools", "1", 1, components: [("agent", "1.0"), ("driver", "0.9")])
            .Release("tools", "2", 2, components: [("agent", "1.0"), ("driver", "1.0")])
            .Release("tools", "3", 3, ReleaseStates.Withdrawn, components: [("agent", "1.0")])
            .Release("tools", "4", 4, ReleaseStates.Failed, components: [("agent", "1.0")])
            .SaveAsync();

        var page = await _portal.Anonymous().PageAsync("/products/tools");

        var text = Pages.Text(page);
        Assert.Contains("2 components , the first", text, StringComparison.Ordinal);
        Assert.Contains("driver 1.0", text, StringComparison.Ordinal);
        Assert.Contains("1 component removed", text, StringComparison.Ordinal);
        Assert.Contains(
            "Withdrawn 1 component removed loses static addresses",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("Failed none gpg: no space left on device", text, StringComparison.Ordinal);
        Assert.Contains(
            "newest is outside the range, 1.0 is taken",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("nothing was published", text, StringComparison.Ordinal);
        Assert.Contains("Newest: 2", text, StringComparison.Ordinal);
        // Not run together: Razor drops white space at the edge of a block.
        Assert.Contains(
            "agent</a> <span class=\"mono quiet small\">&lt;2</span>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Releases of tools\" href=\"/products/tools/feed.atom\"",
            WebUtility.HtmlDecode(page),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("New release", text, StringComparison.Ordinal);
        Assert.DoesNotContain("recipe/edit", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_product_with_many_releases_is_read_page_by_page()
    {
        var shelf = _portal.Shelf().Product("tools");
        for (var i = 0; i < 60; i++)
        {
            shelf.Release("tools", $"1.{i}", i, components: [("agent", $"{i}")]);
        }

        await shelf.SaveAsync();

        var seen = new List<string>();
        var next = "/products/tools";
        while (next is not null)
        {
            var page = await _portal.Anonymous().PageAsync(next);
            seen.AddRange(Links(page, "/products/tools/releases/"));
            next = Links(page, "/products/tools?cursor=").FirstOrDefault();
        }

        Assert.Equal(60, seen.Distinct().Count());
        Assert.Contains(
            "1.59",
            await _portal.Anonymous().PageAsync("/products/tools?cursor=nonsense!"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_product_that_is_not_there_is_404_with_a_way_out()
    {
        foreach (var path in (string[])["/products/none", "/products/none/recipe"])
        {
            var page = await _portal.Anonymous().PageAsync(path, HttpStatusCode.NotFound);
            Assert.Contains("product.not-found", page, StringComparison.Ordinal);
            Assert.Contains("/search?q=none", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_administrator_makes_a_product_by_a_form()
    {
        var answer = await _portal
            .Admin()
            .SubmitAsync(
                "/products/new",
                ("Form.Name", "tools"),
                ("Form.Title", "Tools"),
                ("Form.VolumeId", ""),
                ("Form.Recipe", "agent >=1 <2\r\n# a remark\r\n\r\ndriver\r\n")
            );

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/products/tools", Pages.LeadsTo(answer));
        var product = (await _portal.Get<ProductService>().FindAsync("tools", default))!;
        Assert.Equal([new("agent", ">=1 <2"), new RecipeLine("driver", null)], product.Recipe);
        Assert.Equal("TOOLS", product.VolumeId);
    }

    [Fact]
    public async Task Every_problem_of_a_new_product_is_told_at_its_field_and_its_line()
    {
        var answer = await _portal
            .Admin()
            .SubmitAsync(
                "/products/new",
                ("Form.Name", "Big Tools"),
                ("Form.Title", ""),
                ("Form.VolumeId", "lower"),
                ("Form.Recipe", "agent <2\n\nagent newest\nOdd_Name\n")
            );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        foreach (var field in (string[])["name", "title", "volume-id", "recipe"])
        {
            Assert.Contains($"aria-describedby=\"e-{field}", page, StringComparison.Ordinal);
        }

        var text = Pages.Text(page);
        Assert.Contains("The product was not made", text, StringComparison.Ordinal);
        Assert.Contains("Recipe, line 3", text, StringComparison.Ordinal);
        Assert.Contains("Recipe, line 4", text, StringComparison.Ordinal);
        // What was typed is not lost.
        Assert.Contains("agent newest", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Big Tools\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_at_the_name()
    {
        await _portal.Shelf().Product("tools", "Other").SaveAsync();

        var answer = await _portal
            .Admin()
            .SubmitAsync(
                "/products/new",
                ("Form.Name", "tools"),
                ("Form.Title", "Tools"),
                ("Form.Recipe", "agent")
            );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "aria-describedby=\"e-name",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_release_manager_edits_the_recipe_and_nobody_else_does()
    {
        await _portal.Shelf().Product("tools", "Tools", new RecipeLine("agent", "<2")).SaveAsync();
        var manager = await _portal.SignedInAsync("ines", new Grant(Roles.ReleaseManager, "tools"));
        var other = await _portal.SignedInAsync("otto");

        var form = await manager.PageAsync("/products/tools/recipe/edit");
        Assert.Contains("agent &lt;2", form, StringComparison.Ordinal);
        var saved = await manager.SubmitAsync(
            "/products/tools/recipe/edit",
            ("Form.Title", "Tools"),
            ("Form.Recipe", "agent >=2")
        );

        Assert.Equal("/products/tools/recipe", Pages.LeadsTo(saved));
        Assert.Contains(
            "&gt;=2",
            await manager.PageAsync("/products/tools/recipe"),
            StringComparison.Ordinal
        );
        await other.PageAsync("/products/tools/recipe/edit", HttpStatusCode.Forbidden);
        // Whoever is not signed in is asked to, and comes back.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/tools/recipe/edit");
        request.Headers.Accept.ParseAdd("text/html");
        Assert.Equal("/sign-in", Pages.LeadsTo(await _portal.Anonymous().SendAsync(request)));
        await other.PageAsync("/products/new", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_form_that_others_were_faster_than_says_so_and_keeps_what_was_typed()
    {
        await _portal.Shelf().Product("tools", "Tools", new RecipeLine("agent", null)).SaveAsync();
        var admin = _portal.Admin();

        var answer = await admin.SubmitAsync(
            "/products/tools/recipe/edit",
            ("Form.Title", "Tools"),
            ("Form.Recipe", "agent >=5"),
            ("Form.Tag", "another")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Somebody else changed the product", page, StringComparison.Ordinal);
        Assert.Contains("agent &gt;=5", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_changes_a_product_that_is_as_the_caller_saw_it()
    {
        await _portal.Shelf().Product("tools", "Tools", new RecipeLine("agent", null)).SaveAsync();
        var admin = _portal.Admin();
        var seen = (await admin.GetAsync("/api/v1/products/tools")).Headers.ETag!;

        async Task<HttpResponseMessage> PutAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/products/tools");
            request.Content = Http.Json(
                """{"title":"New","components":[{"name":"agent","version":">=2"}]}"""
            );
            request.Headers.IfMatch.Add(seen);
            return await admin.SendAsync(request);
        }

        var first = await PutAsync();
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.NotEqual(seen, first.Headers.ETag);
        await (await PutAsync()).ProblemAsync(HttpStatusCode.Conflict, "product.changed");
    }

    private static List<string> Links(string page, string start) =>
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(page, "href=\"([^\"]+)\"")
                .Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))
                .Where(h => h.StartsWith(start, StringComparison.Ordinal)),
        ];
}
