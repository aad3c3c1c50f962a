using System.Net;
using System.Text.RegularExpressions;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Projects;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>The pages by which people manage members, robots, tokens, requests and accounts.</summary>
public sealed partial class PeoplePageTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        foreach (var project in (string[])["qemu", "spice"])
        {
            await _portal
                .Admin()
                .PostAsync(
                    "/api/v1/projects",
                    Http.Json($$"""{"name":"{{project}}","title":"T {{project}}"}""")
                );
        }

        await MakeAsync("anna", new Grant(Roles.ProjectMaintainer, "qemu"));
        await MakeAsync("una", new Grant(Roles.ProjectUploader, "qemu"));
        await MakeAsync("bert");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_maintainer_manages_members_of_the_own_project_and_of_no_other()
    {
        var anna = await Browser.SignedInAsync(_portal, "anna");
        await anna.LookAsync("/projects/qemu");
        Assert.Contains("/projects/qemu/members", anna.Page, StringComparison.Ordinal);

        var answer = await anna.FillAsync(
            "/projects/qemu/members",
            "set",
            ("Set.Name", "bert"),
            ("Set.Role", Roles.ProjectUploader)
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await anna.LookAsync("/projects/qemu/members");
        Assert.Contains("bert", anna.Page, StringComparison.Ordinal);
        answer = await anna.SendAsync("/projects/qemu/members", "remove", ("Remove.Name", "bert"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await anna.LookAsync("/projects/qemu/members");
        Assert.DoesNotContain(">bert<", anna.Page, StringComparison.Ordinal);

        // The form of one project sent to the address of another.
        var forged = await anna.Http.PostAsync(
            "/projects/spice/members",
            anna.Fields("set", ("Set.Name", "anna"), ("Set.Role", Roles.ProjectMaintainer))
        );
        Assert.True((int)forged.StatusCode is 400 or 403);
        foreach (var path in (string[])["/projects/spice/members", "/projects/spice/robots"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await anna.LookAsync(path)).StatusCode);
        }

        var members = await (
            await _portal.Admin().GetAsync("/api/v1/projects/spice/members")
        ).ReadAsync<PageWire<MemberWire>>();
        Assert.Empty(members.Items);
    }

    [Fact]
    public async Task An_uploader_sees_members_and_decides_on_nothing()
    {
        var una = await Browser.SignedInAsync(_portal, "una");
        Assert.Equal(HttpStatusCode.OK, (await una.LookAsync("/projects/qemu/members")).StatusCode);
        Assert.DoesNotContain("Add a member", una.Page, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await una.LookAsync("/projects/qemu/robots")).StatusCode
        );
    }

    [Fact]
    public async Task A_robot_and_its_token_are_made_shown_once_and_revoked()
    {
        var anna = await Browser.SignedInAsync(_portal, "anna");
        var answer = await anna.FillAsync(
            "/projects/qemu/robots",
            "robot",
            ("Robot.Name", "qemu-ci"),
            ("Robot.Role", Roles.ProjectUploader)
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        answer = await anna.FillAsync(
            "/projects/qemu/robots",
            "token",
            ("Token.Robot", "qemu-ci"),
            ("Token.Name", "pipeline"),
            ("Token.Days", "30")
        );
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var token = TokenShape().Match(anna.Page).Value;
        var me = await (await _portal.With(token).GetAsync("/api/v1/me")).ReadAsync<MeWire>();
        Assert.Equal("qemu-ci", me.Name);
        await anna.LookAsync("/projects/qemu/robots");
        Assert.Contains("pipeline", anna.Page, StringComparison.Ordinal);
        Assert.DoesNotMatch(TokenShape(), anna.Page);

        var id = token.Substring(4, 10);
        await anna.SendAsync("/projects/qemu/robots", "revoke", ("Revoke.Id", id));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await _portal.With(token).GetAsync("/api/v1/me")).StatusCode
        );
    }

    [Fact]
    public async Task Robots_are_listed_a_page_at_a_time()
    {
        for (var i = 0; i < 60; i++)
        {
            await _portal
                .Get<AccountService>()
                .CreateRobotAsync(
                    Caller.System,
                    $"machine-{i:00}",
                    [new Grant(Roles.ProjectUploader, "qemu")],
                    default
                );
        }

        var anna = await Browser.SignedInAsync(_portal, "anna");
        await anna.LookAsync("/projects/qemu/robots");
        Assert.Contains(">machine-49<", anna.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(">machine-50<", anna.Page, StringComparison.Ordinal);

        var next = NextShape().Match(anna.Page).Groups[1].Value;
        await anna.LookAsync(next);
        Assert.Contains(">machine-50<", anna.Page, StringComparison.Ordinal);
        Assert.Contains(">machine-59<", anna.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(">machine-49<", anna.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", anna.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_makes_tokens_within_the_own_rights()
    {
        var anna = await Browser.SignedInAsync(_portal, "anna");
        await anna.FillAsync(
            "/tokens",
            "token",
            ("Form.Name", "laptop"),
            ("Form.Grant", "project-maintainer:qemu"),
            ("Form.Days", "7")
        );
        var token = TokenShape().Match(anna.Page).Value;
        var me = await (await _portal.With(token).GetAsync("/api/v1/me")).ReadAsync<MeWire>();
        Assert.Equal([new GrantWire(Roles.ProjectMaintainer, "qemu")], me.Grants);

        foreach (var grant in (string[])["administrator", "project-maintainer:spice", "x:y:z"])
        {
            var refused = await anna.FillAsync(
                "/tokens",
                "token",
                ("Form.Name", "more"),
                ("Form.Grant", grant),
                ("Form.Days", "7")
            );
            Assert.True((int)refused.StatusCode is 400 or 403, grant);
            Assert.DoesNotMatch(TokenShape(), anna.Page);
        }

        var bad = await anna.FillAsync("/tokens", "token", ("Form.Name", ""), ("Form.Days", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Contains("href=\"#days\"", anna.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_is_asked_for_and_an_administrator_answers()
    {
        var bert = await Browser.SignedInAsync(_portal, "bert");
        foreach (var name in (string[])["virtio-win", "other-one"])
        {
            var sent = await bert.FillAsync(
                "/projects/request",
                "request",
                ("Form.Name", name),
                ("Form.Title", "Drivers"),
                ("Form.Reason", "We make <b>them</b>.")
            );
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        }

        var admin = await Browser.SignedInAsync(_portal, "admin");
        await admin.LookAsync("/");
        Assert.Contains("Approvals (2)", admin.Page, StringComparison.Ordinal);
        await admin.LookAsync("/approvals");
        Assert.Contains("&lt;b&gt;", admin.Page, StringComparison.Ordinal);
        var requests = await (
            await _portal.Admin().GetAsync("/api/v1/project-requests?state=open")
        ).ReadAsync<PageWire<ProjectRequestWire>>();
        var (other, wanted) = (requests.Items[0], requests.Items[1]);
        var answer = await admin.SendAsync(
            "/approvals",
            "answer",
            ("Answer.Approve", $"{wanted.Id}")
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        answer = await admin.FillAsync(
            "/approvals",
            "answer",
            ("Answer.Decline", $"{other.Id}"),
            ($"reason-{other.Id:N}", "It is part of virtio-win.")
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        await bert.LookAsync("/projects");
        Assert.Contains("approved", bert.Page, StringComparison.Ordinal);
        Assert.Contains("It is part of virtio-win.", bert.Page, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.OK,
            (await bert.LookAsync("/projects/virtio-win/robots")).StatusCode
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await bert.LookAsync("/approvals")).StatusCode);
    }

    [Fact]
    public async Task An_administrator_invites_links_and_disables()
    {
        var admin = await Browser.SignedInAsync(_portal, "admin");
        await admin.FillAsync(
            "/invitations",
            "invite",
            ("Form.Note", "Vera of spice"),
            ("Form.Role", Roles.ProjectUploader),
            ("Form.Scope", "spice"),
            ("Form.Days", "3")
        );
        var invitation = LinkShape().Match(admin.Page).Value;
        Assert.Equal(
            HttpStatusCode.OK,
            (await Browser.Of(_portal).LookAsync(invitation)).StatusCode
        );
        await admin.LookAsync("/invitations");
        Assert.Contains("Vera of spice", admin.Page, StringComparison.Ordinal);
        Assert.DoesNotMatch(LinkShape(), admin.Page);
        var id = IdShape().Match(admin.Page).Groups[1].Value;
        await admin.SendAsync("/invitations", "revoke", ("Revoke.Id", id));
        Assert.Equal(
            HttpStatusCode.Gone,
            (await Browser.Of(_portal).LookAsync(invitation)).StatusCode
        );

        var bert = await Browser.SignedInAsync(_portal, "bert");
        await admin.FillAsync("/accounts/bert", "link");
        var link = SignInShape().Match(admin.Page).Value;
        Assert.Equal(HttpStatusCode.OK, (await Browser.Of(_portal).LookAsync(link)).StatusCode);
        var answer = await admin.FillAsync("/accounts/bert", "standing", ("Stand.To", "disabled"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await bert.LookAsync("/account")).StatusCode);
        await admin.LookAsync("/accounts");
        Assert.Contains("disabled", admin.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_filtered_paged_and_said_to_be_intact()
    {
        var admin = await Browser.SignedInAsync(_portal, "admin");
        await admin.LookAsync("/audit");
        Assert.Contains("intact", admin.Page, StringComparison.Ordinal);
        Assert.Contains("project.create", admin.Page, StringComparison.Ordinal);

        await admin.LookAsync("/audit?action=project.&subject=spice");
        Assert.Equal(1, EntryShape().Count(admin.Page));
        await admin.LookAsync("/audit?since=2100-01-01");
        Assert.Contains("No entry fits", admin.Page, StringComparison.Ordinal);
        await admin.LookAsync("/audit?until=not-a-day");
        Assert.Contains("project.create", admin.Page, StringComparison.Ordinal);

        for (var i = 0; i < 55; i++)
        {
            await _portal
                .Get<AccountService>()
                .SetTitleAsync(Caller.System, "bert", $"Title {i}", default);
        }

        await admin.LookAsync("/audit?action=account.title");
        Assert.Equal(50, EntryShape().Count(admin.Page));
        var next = WebUtility.HtmlDecode(NextShape().Match(admin.Page).Groups[1].Value);
        await admin.LookAsync(next);
        Assert.Equal(5, EntryShape().Count(admin.Page));

        await using (var db = await OpenAsync())
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
                db.Database,
                """UPDATE "AuditEntries" SET "Actor" = 'bert' WHERE "Sequence" = 2"""
            );
        }

        await admin.LookAsync("/audit");
        Assert.Contains("The log was changed at entry 2", admin.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_administrators_are_kept_from_others()
    {
        var anna = await Browser.SignedInAsync(_portal, "anna");
        foreach (
            var path in (string[])
                ["/accounts", "/accounts/bert", "/audit", "/approvals", "/projects/new"]
        )
        {
            var refused = await anna.LookAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("Sign in as somebody else", anna.Page, StringComparison.Ordinal);
            var anonymous = await Browser.Of(_portal).LookAsync(path);
            Assert.Equal(
                (HttpStatusCode.Redirect, $"/sign-in?back={Uri.EscapeDataString(path)}"),
                (anonymous.StatusCode, Browser.Location(anonymous))
            );
        }
    }

    [Fact]
    public async Task Public_pages_carry_no_form_of_ours_for_strangers()
    {
        foreach (var path in (string[])["/projects", "/projects/qemu"])
        {
            var browser = Browser.Of(_portal);
            var answer = await browser.LookAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain(
                "__RequestVerificationToken",
                browser.Page,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("/members", browser.Page, StringComparison.Ordinal);
            Assert.False(answer.Headers.CacheControl?.NoStore);
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Browser.Of(_portal).LookAsync("/projects/no-such")).StatusCode
        );
    }

    private async Task MakeAsync(string name, params Grant[] grants) =>
        Assert.Null(
            (
                await _portal
                    .Get<AccountService>()
                    .CreateAccountAsync(Caller.System, name, null, grants, default)
            ).Error
        );

    private Task<Data.PortalDb> OpenAsync() =>
        _portal
            .Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Data.PortalDb>>()
            .CreateDbContextAsync();

    [GeneratedRegex("gtp_[0-9A-Za-z]{46}")]
    private static partial Regex TokenShape();

    [GeneratedRegex("/invitation/[0-9A-Za-z_-]{43}")]
    private static partial Regex LinkShape();

    [GeneratedRegex("/sign-in/[0-9A-Za-z_-]{43}")]
    private static partial Regex SignInShape();

    [GeneratedRegex("name=\"Revoke.Id\" value=\"([0-9a-f-]{36})\"")]
    private static partial Regex IdShape();

    [GeneratedRegex("<th scope=\"row\" class=\"num\">")]
    private static partial Regex EntryShape();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextShape();
}
