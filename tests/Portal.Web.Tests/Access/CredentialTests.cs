using System.Net;
using System.Net.Http.Headers;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Bearer tokens over HTTP, on either database.</summary>
public abstract class CredentialSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync(provider);

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Me_tells_who_the_token_is()
    {
        var me = await (await _portal.Admin().GetAsync("/api/v1/me")).ReadAsync<MeWire>();

        Assert.Equal(("admin", "account"), (me.Name, me.Kind));
        Assert.Equal([new GrantWire(Roles.Administrator)], me.Grants);
    }

    [Fact]
    public async Task Without_a_credential_reading_is_open_and_me_is_refused()
    {
        var client = _portal.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/projects")).StatusCode);

        var refused = await client.GetAsync("/api/v1/me");

        await refused.ProblemAsync(HttpStatusCode.Unauthorized, "access.unauthenticated");
        Assert.Equal(
            "Bearer realm=\"guest-tools-portal\"",
            refused.Headers.WwwAuthenticate.ToString()
        );
    }

    [Theory]
    [InlineData("/api/v1/projects")]
    [InlineData("/")]
    [InlineData("/api/v1/nothing")]
    public async Task A_bad_bearer_is_refused_also_where_everybody_may_read(string path)
    {
        var refused = await _portal.With("gtp_nothing").GetAsync(path);

        await refused.ProblemAsync(HttpStatusCode.Unauthorized, "access.invalid-credential");
        Assert.Contains(
            "error=\"invalid_token\"",
            refused.Headers.WwwAuthenticate.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Another_scheme_is_refused()
    {
        var client = _portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "YTpi");
        await (await client.GetAsync("/api/v1/projects")).ProblemAsync(
            HttpStatusCode.Unauthorized,
            "access.invalid-credential"
        );
    }

    [Fact]
    public async Task A_token_is_made_used_listed_and_revoked()
    {
        var admin = _portal.Admin();
        await admin.PostAsync("/api/v1/projects", Http.Json("""{"name":"qemu","title":"QEMU"}"""));
        var answer = await admin.PostAsync(
            "/api/v1/robots",
            new RobotCreateWire("qemu-ci", [new GrantWire(Roles.ProjectUploader, "qemu")])
        );
        Assert.Equal("qemu-ci", (await answer.ReadAsync<RobotWire>()).Name);

        answer = await admin.PostAsync(
            "/api/v1/tokens",
            new TokenCreateWire("ci", ExpiresInDays: 7, Robot: "qemu-ci")
        );
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var token = await answer.ReadAsync<TokenCreatedWire>();
        var robot = _portal.With(token.Token);
        var me = await (await robot.GetAsync("/api/v1/me")).ReadAsync<MeWire>();
        Assert.Equal(("qemu-ci", "robot"), (me.Name, me.Kind));
        Assert.Equal([new GrantWire(Roles.ProjectUploader, "qemu")], me.Grants);

        var list = await (await admin.GetAsync("/api/v1/tokens")).ReadAsync<PageWire<TokenWire>>();
        var listed = Assert.Single(list.Items);
        Assert.Equal(token.Details.Id, listed.Id);
        Assert.NotNull(listed.LastUsedAt);
        Assert.Equal(TimeSpan.FromDays(7), listed.ExpiresAt - listed.CreatedAt);

        var revoked = await admin.DeleteAsync($"/api/v1/tokens/{token.Details.Id}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await (await robot.GetAsync("/api/v1/me")).ProblemAsync(
            HttpStatusCode.Unauthorized,
            "access.token-revoked"
        );
    }

    [Fact]
    public async Task Accounts_are_made_and_listed_and_the_log_tells_of_it()
    {
        var admin = _portal.Admin();
        await admin.PostAsync("/api/v1/accounts", new AccountCreateWire("anna", "Anna A."));

        var accounts = await (await admin.GetAsync("/api/v1/accounts")).ReadAsync<
            PageWire<AccountWire>
        >();
        var log = await (
            await admin.GetAsync("/api/v1/audit?action=account.&subject=anna&actor=admin")
        ).ReadAsync<PageWire<AuditEntryWire>>();

        Assert.Equal(["admin", "anna"], accounts.Items.Select(a => a.Name));
        Assert.Equal("account.create", Assert.Single(log.Items).Action);
        Assert.True((await _portal.Get<AuditLog>().VerifyAsync(default)).Holds);
    }

    [Fact]
    public async Task Everything_is_still_there_after_a_restart()
    {
        var made = await _portal.Admin().PostAsync("/api/v1/tokens", new TokenCreateWire("t"));
        var token = (await made.ReadAsync<TokenCreatedWire>()).Token;

        await _portal.RestartAsync();

        Assert.Equal(
            HttpStatusCode.OK,
            (await _portal.With(token).GetAsync("/api/v1/me")).StatusCode
        );
    }

    [Fact]
    public async Task No_token_reaches_a_log_at_any_level()
    {
        var made = await _portal.Admin().PostAsync("/api/v1/tokens", new TokenCreateWire("t"));
        var good = (await made.ReadAsync<TokenCreatedWire>()).Token;
        var bad = good[..^1] + (good[^1] == '0' ? '1' : '0');
        Assert.Equal(
            HttpStatusCode.OK,
            (await _portal.With(good).GetAsync("/api/v1/me")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await _portal.With(bad).GetAsync("/api/v1/me")).StatusCode
        );
        var link = _portal.Output.ToString().Trim().Split('/')[^1];
        await _portal.Anonymous().GetAsync($"/sign-in/{link}");

        // The id, which is public, is in the log of a database that logs its statements or not at all; the secret never.
        var secret = good[14..^6];
        Assert.NotEmpty(_portal.Log.Lines);
        Assert.DoesNotContain(
            _portal.Log.Lines,
            l =>
                l.Contains(secret, StringComparison.Ordinal)
                || l.Contains(TestPortal.AdminToken, StringComparison.Ordinal)
        );
    }
}

public sealed class SqliteCredentialTests() : CredentialSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlCredentialTests() : CredentialSuite(DatabaseProvider.PostgreSql);
