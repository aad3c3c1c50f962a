using System.Net;
using Portal.Testing;

namespace Portal.Shell;

public sealed class ThemeTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private readonly TestPortal _portal = fixture.Portal;

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task A_chosen_theme_is_kept_and_system_forgets_it(string theme)
    {
        var browser = _portal.Anonymous();
        var answer = await ChooseAsync(browser, theme, "/errors?a=b");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/errors?a=b", answer.Headers.Location?.ToString());
        Assert.Contains(
            $"data-bs-theme=\"{theme}\"",
            await browser.GetStringAsync("/errors"),
            StringComparison.Ordinal
        );

        await ChooseAsync(browser, Theme.System, "/");
        Assert.DoesNotContain(
            "data-bs-theme",
            await browser.GetStringAsync("/errors"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("")]
    [InlineData("/a\r\nb")]
    public async Task It_leads_back_to_no_other_site(string back)
    {
        var answer = await ChooseAsync(_portal.Anonymous(), "dark", back);
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_unknown_theme_is_the_system_s() =>
        Assert.DoesNotContain(
            (await ChooseAsync(_portal.Anonymous(), "pink", "/")).Headers.GetValues("Set-Cookie"),
            c => c.Contains("pink", StringComparison.Ordinal)
        );

    private static Task<HttpResponseMessage> ChooseAsync(
        HttpClient browser,
        string theme,
        string back
    ) =>
        browser.PostAsync(
            Theme.Path,
            new FormUrlEncodedContent(
                new Dictionary<string, string> { ["theme"] = theme, ["back"] = back }
            )
        );
}
