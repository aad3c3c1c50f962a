using System.Net;
using System.Text.RegularExpressions;
using Portal.Protocol.Access;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>A person's way in and out, as a browser walks it.</summary>
public sealed partial class SessionTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync();

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_printed_link_signs_in_once()
    {
        var browser = _portal.Anonymous();
        var link = PrintedLink();

        var answer = await SignInAsync(browser, link);

        Assert.Equal((HttpStatusCode.Redirect, "/account"), (answer.StatusCode, Location(answer)));
        var cookie = answer
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("gtp-session", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var me = await (await browser.GetAsync("/api/v1/me")).ReadAsync<MeWire>();
        Assert.Equal("admin", me.Name);
        var again = await _portal.Anonymous().GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        Assert.Contains(
            "used already",
            await again.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Looking_at_a_link_does_not_use_it_up_and_its_page_is_not_stored()
    {
        var link = PrintedLink();
        for (var i = 0; i < 2; i++)
        {
            var page = await _portal.Anonymous().GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.True(page.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task A_link_is_not_redeemed_without_the_pages_antiforgery_token()
    {
        var link = PrintedLink();
        var forged = await _portal
            .Anonymous()
            .PostAsync(
                link,
                new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["_handler"] = "sign-in" }
                )
            );

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _portal.Anonymous().GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task A_link_is_printed_at_every_start_until_an_administrator_has_signed_in()
    {
        var first = PrintedLink();
        await _portal.RestartAsync();
        var second = PrintedLink();
        Assert.NotEqual(first, second);

        await SignInAsync(_portal.Anonymous(), second);
        await _portal.RestartAsync();

        Assert.DoesNotContain("/sign-in/", _portal.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server()
    {
        var browser = _portal.Anonymous();
        var signedIn = await SignInAsync(browser, PrintedLink());
        var cookie = signedIn
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("gtp-session", StringComparison.Ordinal))
            .Split(';')[0];

        var page = await browser.GetStringAsync("/sign-out");
        Assert.Contains("admin", page, StringComparison.Ordinal);
        var answer = await browser.PostAsync("/sign-out", Form(page));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        using var stolen = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        stolen.Headers.Add("Cookie", cookie);
        using var handler = new SocketsHttpHandler { UseCookies = false };
        using var thief = new HttpClient(handler) { BaseAddress = _portal.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SendAsync(stolen)).StatusCode);
    }

    [Fact]
    public async Task A_session_survives_a_restart_of_the_portal()
    {
        var browser = _portal.Anonymous();
        var signedIn = await SignInAsync(browser, PrintedLink());
        var cookie = signedIn
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("gtp-session", StringComparison.Ordinal))
            .Split(';')[0];

        await _portal.RestartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Add("Cookie", cookie);
        using var handler = new SocketsHttpHandler { UseCookies = false };
        using var later = new HttpClient(handler) { BaseAddress = _portal.Address };
        Assert.Equal(HttpStatusCode.OK, (await later.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task The_api_by_cookie_changes_nothing_without_the_antiforgery_header()
    {
        var browser = _portal.Anonymous();
        await SignInAsync(browser, PrintedLink());
        const string body = """{"name":"qemu","title":"QEMU"}""";

        var refused = await browser.PostAsync("/api/v1/projects", Http.Json(body));
        await refused.ProblemAsync(HttpStatusCode.Forbidden, "access.antiforgery");

        var token = AntiforgeryToken().Match(await browser.GetStringAsync("/sign-out"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/projects")
        {
            Content = Http.Json(body),
        };
        request.Headers.Add("RequestVerificationToken", token.Groups[1].Value);
        Assert.Equal(HttpStatusCode.Created, (await browser.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task An_administrator_makes_a_link_for_another_account()
    {
        var admin = _portal.Admin();
        await admin.PostAsync("/api/v1/accounts", new AccountCreateWire("anna"));
        var made = await admin.PostAsync("/api/v1/accounts/anna/sign-in-link", null);
        var link = await made.ReadAsync<SignInLinkWire>();
        var browser = _portal.Anonymous();

        await SignInAsync(browser, link.Path);

        var me = await (await browser.GetAsync("/api/v1/me")).ReadAsync<MeWire>();
        Assert.Equal(("anna", 0), (me.Name, me.Grants.Count));
    }

    private string PrintedLink()
    {
        var match = PrintedLinkShape().Match(_portal.Output.ToString());
        Assert.True(match.Success, _portal.Output.ToString());
        return match.Groups[1].Value;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string link) =>
        await browser.PostAsync(link, Form(await browser.GetStringAsync(link)));

    private static string? Location(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } uri
            ? uri.AbsolutePath
            : answer.Headers.Location?.ToString();

    /// <summary>The hidden fields of the page's form, as a browser sends them.</summary>
    private static FormUrlEncodedContent Form(string page) =>
        new(
            HiddenField()
                .Matches(page)
                .Select(m =>
                    KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))
                )
        );

    [GeneratedRegex(
        "Sign in within 15 minutes: http://127[.]0[.]0[.]1:[0-9]+(/sign-in/[0-9A-Za-z_-]{43})"
    )]
    private static partial Regex PrintedLinkShape();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
