using System.Net;
using Portal.Protocol.Access;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Invitation, password and code, token: each way in as a browser walks it, and what keeps others out.</summary>
public sealed class WayInTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        await _portal
            .Admin()
            .PostAsync("/api/v1/projects", Http.Json("""{"name":"qemu","title":"QEMU"}"""));
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_invited_chooses_a_password_sets_up_an_app_and_signs_in_with_both()
    {
        var (browser, secret) = await InvitedAsync("anna");
        var me = await MeAsync(browser);
        Assert.Equal([new GrantWire(Roles.ProjectMaintainer, "qemu")], me.Grants);
        Assert.Equal(10, browser.RecoveryCodes.Count);
        var recovery = browser.RecoveryCodes[0];

        var again = Browser.Of(_portal);
        var code = AuthenticatorApp.CodeOf(secret, steps: 1);
        var answer = await SignInAsync(again, "anna", code);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, Browser.Location(answer)));
        Assert.Equal("anna", (await MeAsync(again)).Name);
        var cookie = answer
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("gtp-session", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);

        // The same code again is refused, a recovery code works once.
        var thief = Browser.Of(_portal);
        answer = await SignInAsync(thief, "anna", code);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await SignInAsync(Browser.Of(_portal), "anna", recovery)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SignInAsync(Browser.Of(_portal), "anna", recovery)).StatusCode
        );
    }

    [Fact]
    public async Task An_invitation_works_once_and_its_page_is_not_stored()
    {
        var link = await InviteAsync();
        var looked = await Browser.Of(_portal).LookAsync(link);
        Assert.True(looked.Headers.CacheControl!.NoStore);
        await AcceptAsync(Browser.Of(_portal), link, "anna");

        Assert.Equal(HttpStatusCode.Gone, (await Browser.Of(_portal).LookAsync(link)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Gone,
            (await Browser.Of(_portal).LookAsync("/invitation/never-was-one")).StatusCode
        );
    }

    [Fact]
    public async Task A_password_alone_opens_nothing_but_the_set_up_of_the_app()
    {
        var browser = Browser.Of(_portal);
        await AcceptAsync(browser, await InviteAsync(), "anna");

        var answer = await browser.LookAsync("/tokens?for=x");
        Assert.Equal(
            (HttpStatusCode.Redirect, "/account/second-factor?back=%2Ftokens%3Ffor%3Dx"),
            (answer.StatusCode, Browser.Location(answer))
        );
        await (await browser.Http.GetAsync("/api/v1/me")).ProblemAsync(
            HttpStatusCode.Forbidden,
            "access.second-factor-needed"
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await browser.LookAsync("/account/second-factor")).StatusCode
        );
    }

    [Fact]
    public async Task A_wrong_name_password_or_code_is_one_answer()
    {
        await InvitedAsync("anna");
        var pages = new List<string>();
        foreach (
            var (name, password) in ((string, string)[])
                [("nobody", Browser.Password), ("anna", "wrong words here")]
        )
        {
            var browser = Browser.Of(_portal);
            var answer = await browser.FillAsync(
                "/sign-in",
                "password",
                ("Person.Name", name),
                ("Person.Password", password),
                ("Person.Code", "123456")
            );
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.DoesNotContain(password, browser.Page, StringComparison.Ordinal);
            pages.Add(
                System.Text.RegularExpressions.Regex.Replace(
                    browser.Page.Replace(name, "NAME", StringComparison.Ordinal),
                    "value=\"CfDJ8[^\"]*\"",
                    ""
                )
            );
        }

        Assert.Equal(pages[0], pages[1]);
    }

    [Theory]
    [InlineData("/projects/qemu?a=b", "/projects/qemu?a=b")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task Signing_in_leads_back_within_the_portal_only(string back, string to)
    {
        var path = $"/sign-in?back={Uri.EscapeDataString(back)}";
        var answer = await Browser
            .Of(_portal)
            .FillAsync(path, "token", ("Token.Text", TestPortal.AdminToken));
        Assert.Equal((HttpStatusCode.Redirect, to), (answer.StatusCode, Browser.Location(answer)));
    }

    [Fact]
    public async Task A_token_signs_in_with_what_it_may_and_the_session_ends_with_it()
    {
        await Browser.SignedInAsync(_portal, "admin");
        var made = await _portal
            .Admin()
            .PostAsync(
                "/api/v1/tokens",
                new TokenCreateWire("t", [new GrantWire(Roles.ProjectUploader, "qemu")])
            );
        var token = await made.ReadAsync<TokenCreatedWire>();
        var browser = Browser.Of(_portal);
        var answer = await browser.FillAsync("/sign-in", "token", ("Token.Text", token.Token));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var me = await MeAsync(browser);
        Assert.Equal([new GrantWire(Roles.ProjectUploader, "qemu")], me.Grants);
        await browser.LookAsync("/account");
        Assert.Contains("signed in by an API token", browser.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("Change the password", browser.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.LookAsync("/accounts")).StatusCode);

        await _portal.Admin().DeleteAsync($"/api/v1/tokens/{token.Details.Id}");

        answer = await browser.LookAsync("/account");
        Assert.Equal(
            (HttpStatusCode.Redirect, "/sign-in?back=%2Faccount"),
            (answer.StatusCode, Browser.Location(answer))
        );
        answer = await browser.FillAsync("/sign-in", "token", ("Token.Text", token.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(token.Token, browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_guesses_is_blocked()
    {
        await using var portal = await TestPortal.StartAsync(
            options: new(new Dictionary<string, string> { ["Limits:FailedSignInsPerMinute"] = "2" })
        );
        var browser = Browser.Of(portal);
        for (var i = 0; i < 2; i++)
        {
            await browser.FillAsync("/sign-in", "token", ("Token.Text", "gtp_guess"));
        }

        var answer = await browser.FillAsync(
            "/sign-in",
            "token",
            ("Token.Text", TestPortal.AdminToken)
        );
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task No_form_is_taken_without_its_antiforgery_token()
    {
        var browser = await Browser.SignedInAsync(_portal, "admin");
        foreach (
            var (path, form) in ((string, string)[])
                [
                    ("/sign-in", "password"),
                    ("/sign-in", "token"),
                    ("/account", "password"),
                    ("/account", "sessions"),
                    ("/account/second-factor", "second-factor"),
                    ("/tokens", "token"),
                    ("/invitations", "invite"),
                    ("/projects/new", "project"),
                    ("/projects/request", "request"),
                    ("/projects/qemu/members", "set"),
                    ("/projects/qemu/robots", "robot"),
                    ("/accounts/admin", "standing"),
                ]
        )
        {
            var forged = await browser.Http.PostAsync(
                path,
                new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = form })
            );
            Assert.True(forged.StatusCode == HttpStatusCode.BadRequest, $"{path} {form}");
        }
    }

    [Fact]
    public async Task A_new_password_needs_the_old_one_and_ends_the_other_sessions()
    {
        var (browser, secret) = await InvitedAsync("anna");
        var other = Browser.Of(_portal);
        await SignInAsync(other, "anna", AuthenticatorApp.CodeOf(secret, steps: 1));

        var answer = await ChangeAsync("not the old password");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("present password is wrong", browser.Page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await other.LookAsync("/account")).StatusCode);

        answer = await ChangeAsync(Browser.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await other.LookAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.LookAsync("/account")).StatusCode);

        Task<HttpResponseMessage> ChangeAsync(string old) =>
            browser.FillAsync(
                "/account",
                "password",
                ("Password.Present", old),
                ("Password.Next", "some quite different words"),
                ("Password.Again", "some quite different words")
            );
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended()
    {
        var here = await Browser.SignedInAsync(_portal, "admin");
        var there = await Browser.SignedInAsync(_portal, "admin");
        await here.LookAsync("/account");
        Assert.Contains("127.0.0.1", here.Page, StringComparison.Ordinal);
        Assert.Contains("one-time link", here.Page, StringComparison.Ordinal);

        var answer = await here.SendAsync("/account", "sessions", ("End.Id", "others"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await there.LookAsync("/account")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.LookAsync("/account")).StatusCode);
    }

    private async Task<string> InviteAsync()
    {
        var made = await _portal
            .Admin()
            .PostAsync(
                "/api/v1/invitations",
                new InvitationCreateWire([new GrantWire(Roles.ProjectMaintainer, "qemu")])
            );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.True(made.Headers.CacheControl!.NoStore);
        return (await made.ReadAsync<InvitationCreatedWire>()).Path;
    }

    private static async Task AcceptAsync(Browser browser, string link, string name)
    {
        var answer = await browser.FillAsync(
            link,
            "invitation",
            ("Form.Name", name),
            ("Form.Title", "Anna A."),
            ("Form.Password", Browser.Password),
            ("Form.Again", Browser.Password)
        );
        Assert.Equal(
            (HttpStatusCode.Redirect, "/account/second-factor"),
            (answer.StatusCode, Browser.Location(answer))
        );
    }

    /// <summary>Somebody who came by invitation and set everything up; the page shows their recovery codes.</summary>
    private async Task<(Browser Browser, string Secret)> InvitedAsync(string name)
    {
        var browser = Browser.Of(_portal);
        await AcceptAsync(browser, await InviteAsync(), name);
        var looked = await browser.LookAsync("/account/second-factor");
        Assert.True(looked.Headers.CacheControl!.NoStore);
        var secret = browser.Secret;
        var wrong = await browser.SendAsync(
            "/account/second-factor",
            "second-factor",
            ("Form.Code", "000000")
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        // A mistyped code does not change the key, which is in the app by now.
        Assert.Equal(secret, browser.Secret);
        var answer = await browser.SendAsync(
            "/account/second-factor",
            "second-factor",
            ("Form.Code", AuthenticatorApp.CodeOf(secret))
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (browser, secret);
    }

    private static Task<HttpResponseMessage> SignInAsync(
        Browser browser,
        string name,
        string code
    ) =>
        browser.FillAsync(
            "/sign-in",
            "password",
            ("Person.Name", name),
            ("Person.Password", Browser.Password),
            ("Person.Code", code)
        );

    private static async Task<MeWire> MeAsync(Browser browser) =>
        await (await browser.Http.GetAsync("/api/v1/me")).ReadAsync<MeWire>();
}
