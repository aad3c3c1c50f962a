using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Access;
using Portal.Products;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Following;

public sealed class FollowingPageTests : IAsyncLifetime
{
    /// <summary>Nobody answers there.</summary>
    private const string Mirror = "http://127.0.0.1:9/";

    private static readonly string Key = new('a', 64);

    private TestPortal _portal = null!;
    private Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        await _portal.Shelf().Product("tools").Release("tools", "4.3", 1).SaveAsync();
        await _portal
            .Get<AccountService>()
            .CreateAccountAsync(
                Caller.System,
                "ada",
                null,
                [new(Roles.Administrator, null)],
                default
            );
        _browser = await Browser.SignedInAsync(_portal, "ada");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task An_administrator_makes_a_product_follow_and_ends_it_by_forms_alone()
    {
        Assert.Contains(
            "href=\"/products/tools/following\"",
            await _browser.Http.PageAsync("/products/tools"),
            StringComparison.Ordinal
        );

        var answer = await _browser.FillAsync(
            "/products/tools/following",
            "follow",
            ("Form.Mirrors", Mirror),
            ("Form.Channels", "stable\ntesting"),
            ("Form.RootKeys", Key)
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var text = Pages.Text(await _browser.Http.PageAsync("/products/tools"));
        Assert.Contains("Follows another portal", text, StringComparison.Ordinal);
        Assert.Contains(Mirror, text, StringComparison.Ordinal);
        Assert.Contains("stable, testing", text, StringComparison.Ordinal);
        Assert.Contains("Check now", text, StringComparison.Ordinal);
        Assert.DoesNotContain("New release", text, StringComparison.Ordinal);
        Assert.Contains(
            "takes its releases from another portal",
            Pages.Text(
                await _browser.Http.PageAsync(
                    "/products/tools/releases/new",
                    HttpStatusCode.Conflict
                )
            ),
            StringComparison.Ordinal
        );
        var told = await _portal
            .Anonymous()
            .GetFromJsonAsync<JsonElement>("/api/v1/products/tools/following");
        Assert.Equal(Key, told.GetProperty("rootKeys")[0].GetString());

        answer = await _browser.FillAsync("/products/tools/following", "unfollow");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains(
            "New release",
            Pages.Text(await _browser.Http.PageAsync("/products/tools")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_told_at_each_field_and_others_see_no_form()
    {
        var answer = await _browser.FillAsync(
            "/products/tools/following",
            "follow",
            ("Form.Mirrors", "ftp://a.example"),
            ("Form.Channels", "9"),
            ("Form.RootKeys", "abc")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        foreach (var field in (string[])["e-mirrors", "e-channels", "e-root-keys"])
        {
            Assert.Contains($"id=\"{field}\"", page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(
            "/following",
            await _portal.Anonymous().PageAsync("/products/tools"),
            StringComparison.Ordinal
        );
        var manager = await _portal.SignedInAsync("mia", new Grant(Roles.ReleaseManager, "tools"));
        var refused = await manager.PutAsJsonAsync(
            "/api/v1/products/tools/following",
            new { mirrors = new[] { Mirror }, rootKeys = new[] { Key } }
        );
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}
