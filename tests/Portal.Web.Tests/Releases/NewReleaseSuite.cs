using System.Net;
using Portal.Data;

namespace Portal.Releases;

public abstract class NewReleaseSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Page = "/products/tools/releases/new";

    private ReleaseSite _site = null!;

    public async Task InitializeAsync() => _site = await ReleaseSite.StartAsync(provider);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task The_form_begins_with_the_next_version_and_what_the_recipe_resolves_to()
    {
        await _site.ReleaseAsync("4.9");
        await _site.UploadAsync("agent", "1.1", "");

        var html = await _site.Admin.GetStringAsync(Page);

        var fields = ReleaseSite.FieldsOf(html).ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal("4.10", fields["version"]);
        Assert.Equal("1.1", fields["components[agent]"]);
        Assert.Equal("5", fields["components[driver]"]);
        Assert.Equal("4.9", fields["base"]);
        Assert.Contains("<span class=\"state run\">newer</span>", html, StringComparison.Ordinal);
        Assert.Contains("TOOLS_4_10", html, StringComparison.Ordinal);
        Assert.Contains("3: 1 newer, 2 same", html, StringComparison.Ordinal);
        // What is not in the release before: the new payload, and what is made for this disc.
        Assert.Matches("about [0-9]+ KiB, (9[89]|10[0-9]) KiB not in 4.9", html);
        Assert.True(html.Length < 100_000);
    }

    [Fact]
    public async Task Only_those_who_may_make_releases_see_the_form()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _site.Nobody.GetAsync(Page)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await _site.Anonymous.GetAsync(Page)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _site.Admin.GetAsync("/products/nothing/releases/new")).StatusCode
        );
    }

    [Fact]
    public async Task Creating_leads_to_the_release_and_sending_twice_to_the_same_one()
    {
        var html = await _site.Admin.GetStringAsync(Page);
        (string, string)[] fields = [.. ReleaseSite.FieldsOf(html), ("do", "create")];

        for (var i = 0; i < 2; i++)
        {
            var sent = await ReleaseSite.SendFormAsync(
                _site.Admin,
                Page,
                html,
                "new-release",
                fields
            );
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            Assert.EndsWith(
                "/products/tools/releases/1.0",
                sent.Headers.Location?.OriginalString,
                StringComparison.Ordinal
            );
        }

        var release = await _site.FindAsync("1.0");
        Assert.Equal("admin", release.CreatedBy);
        Assert.Equal("1.0", release.Components.Single(c => c.Name == "agent").Version);
    }

    [Fact]
    public async Task Every_problem_is_told_at_once_and_again_at_its_field()
    {
        await _site.ReleaseAsync("1.0");
        await _site.UploadAsync("agent", "1.1", "");
        await _site.UploadAsync("driver", "6", "requires: [missing]");
        await _site.YankAsync("agent", "1.1", "guest freezes");

        var refused = await ReleaseSite.SendFormAsync(
            _site.Admin,
            Page,
            "new-release",
            ("version", "1.0"),
            ("components[agent]", "1.1"),
            ("components[driver]", "6"),
            ("do", "create")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("3 problems to solve", html, StringComparison.Ordinal);
        Assert.Contains("The next free one is 1.1.", html, StringComparison.Ordinal);
        Assert.Contains("“guest freezes”. Choose 1.0.", html, StringComparison.Ordinal);
        Assert.Contains(
            "requires 'missing', which is not in the recipe.",
            html,
            StringComparison.Ordinal
        );
        foreach (var field in (string[])["version", "v-agent", "v-driver"])
        {
            Assert.Contains($"<a href=\"#{field}\">", html, StringComparison.Ordinal);
            Assert.Contains($"id=\"e-{field}\"", html, StringComparison.Ordinal);
            Assert.Contains($"aria-describedby=\"e-{field}\"", html, StringComparison.Ordinal);
        }

        Assert.Null(await _site.Portal.Get<ReleaseService>().FindAsync("tools", "1.1", default));
    }

    [Fact]
    public async Task A_version_outside_the_range_or_of_no_form_is_told()
    {
        await _site.UploadAsync("agent", "0.9", "");

        var refused = await ReleaseSite.SendFormAsync(
            _site.Admin,
            Page,
            "new-release",
            ("version", "1.0-"),
            ("components[agent]", "0.9"),
            ("do", "check")
        );

        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("is not in the recipe's range >=1.", html, StringComparison.Ordinal);
        Assert.Contains("Version 1.0-", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_gives_the_form_alone_and_does_not_take_the_focus()
    {
        await _site.ReleaseAsync("1.0");
        var html = await _site.Admin.GetStringAsync(Page);
        _site.Admin.DefaultRequestHeaders.Add("HX-Request", "true");

        var sent = await ReleaseSite.SendFormAsync(
            _site.Admin,
            Page,
            html,
            "new-release",
            ("version", "1.0"),
            ("components[agent]", "1.0"),
            ("do", "check")
        );

        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var fragment = await sent.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<html", fragment, StringComparison.Ordinal);
        Assert.Contains("id=\"new-release\"", fragment, StringComparison.Ordinal);
        Assert.Contains("1 problem to solve", fragment, StringComparison.Ordinal);
        Assert.DoesNotContain("data-focus", fragment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_recipes_choice_comes_back_on_demand()
    {
        await _site.UploadAsync("agent", "1.1", "");

        var sent = await ReleaseSite.SendFormAsync(
            _site.Admin,
            Page,
            "new-release",
            ("version", "7"),
            ("components[agent]", "1.0"),
            ("do", "reset")
        );

        var fields = ReleaseSite
            .FieldsOf(await sent.Content.ReadAsStringAsync())
            .ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal(("7", "1.1"), (fields["version"], fields["components[agent]"]));
    }

    [Fact]
    public async Task A_version_that_cannot_be_ordered_is_refused_by_the_api_too()
    {
        var answer = await _site.Admin.PostAsync(
            "/api/v1/products/tools/releases",
            Shell.Http.Json("""{"version":"1.0-"}""")
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}

public sealed class NewReleaseSuite_Sqlite() : NewReleaseSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class NewReleaseSuite_PostgreSql() : NewReleaseSuite(DatabaseProvider.PostgreSql);
