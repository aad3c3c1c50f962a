using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Tokens, links, sessions and who may hand on what, on either database.</summary>
public abstract class AccessSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string AdminToken = "correct horse battery staple, twice over";
    private static readonly Grant Admin = new(Roles.Administrator, null);
    private static readonly Grant Maintainer = new(Roles.ProjectMaintainer, "qemu");
    private static readonly Grant Uploader = new(Roles.ProjectUploader, "qemu");
    private static readonly Grant Manager = new(Roles.ReleaseManager, "guest-tools");

    private static readonly string[] Rounds = ["project-0", "project-1", "project-2"];

    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(
            provider,
            services => services.Configure<AccessOptions>(o => o.AdminToken = AdminToken)
        );
        await Scopes.MakeAsync(_core, Rounds);
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task A_new_portal_gets_an_administrator_and_a_link_until_one_has_signed_in()
    {
        var bootstrap = _core.Get<AccessBootstrap>();
        var first = await bootstrap.RunAsync(default);
        var second = await bootstrap.RunAsync(default);

        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.NotEqual(first.Code, second.Code);
        Assert.Null((await SignIn.RedeemAsync(second.Code, Origin.None, default)).Error);
        Assert.Null(await bootstrap.RunAsync(default));
    }

    [Fact]
    public async Task A_link_is_redeemed_once_however_many_try_at_the_same_time()
    {
        var link = (await _core.Get<AccessBootstrap>().RunAsync(default))!;

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => Task.Run(() => SignIn.RedeemAsync(link.Code, Origin.None, default)))
        );

        Assert.Single(results, r => r.Error is null);
        Assert.Equal(9, results.Count(r => r.Error?.Code == AccessErrors.LinkNotValid.Code));
        Assert.False(await SignIn.IsRedeemableAsync(link.Code, default));
    }

    [Fact]
    public async Task A_link_is_worth_nothing_after_15_minutes()
    {
        var link = (await _core.Get<AccessBootstrap>().RunAsync(default))!;
        Assert.True(await SignIn.IsRedeemableAsync(link.Code, default));

        _core.Clock.Advance(TimeSpan.FromMinutes(15));

        Assert.False(await SignIn.IsRedeemableAsync(link.Code, default));
        Assert.NotNull((await SignIn.RedeemAsync(link.Code, Origin.None, default)).Error);
    }

    [Fact]
    public async Task A_session_slides_for_24_hours_and_ends_when_it_is_ended()
    {
        var link = (await _core.Get<AccessBootstrap>().RunAsync(default))!;
        var session = (await SignIn.RedeemAsync(link.Code, Origin.None, default)).Value;
        var caller = await Authenticator.BySessionAsync(session, default);
        Assert.Equal("admin", caller!.Name);
        Assert.Equal([Admin], caller.Grants);

        for (var day = 0; day < 3; day++)
        {
            _core.Clock.Advance(TimeSpan.FromHours(23));
            Assert.NotNull(await Authenticator.BySessionAsync(session, default));
        }

        await SignIn.EndAsync(caller, session, default);
        Assert.Null(await Authenticator.BySessionAsync(session, default));
    }

    [Fact]
    public async Task An_idle_session_is_over_after_24_hours()
    {
        var link = (await _core.Get<AccessBootstrap>().RunAsync(default))!;
        var session = (await SignIn.RedeemAsync(link.Code, Origin.None, default)).Value;

        _core.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Null(await Authenticator.BySessionAsync(session, default));
    }

    [Fact]
    public async Task The_administrators_token_has_any_shape_and_acts_as_admin()
    {
        var caller = (await Authenticator.ByTokenAsync(AdminToken, default)).Value;

        Assert.Equal("admin", caller.Name);
        Assert.True(caller.IsAdministrator);
        Assert.Equal(
            AccessErrors.InvalidCredential.Code,
            (await Authenticator.ByTokenAsync(AdminToken + "x", default)).Error!.Code
        );
    }

    [Fact]
    public async Task A_token_authenticates_as_its_owner_and_only_its_hash_is_kept()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var created = await TokenAsync(anna, new("ci"));

        var caller = (await Authenticator.ByTokenAsync(created.Text, default)).Value;

        Assert.Equal("anna", caller.Name);
        Assert.Equal([Maintainer], caller.Grants);
        Assert.Equal(created.Details.ExpiresAt, caller.ValidUntil);
        Assert.DoesNotContain(created.Text, created.ToString(), StringComparison.Ordinal);
        await using var db = await _core.OpenAsync();
        var row = await db.ApiTokens().SingleAsync();
        Assert.Equal(
            Portal.Protocol.Digest.Of(System.Text.Encoding.UTF8.GetBytes(created.Text)),
            row.Hash
        );
        Assert.Equal(_core.Clock.GetUtcNow(), row.LastUsedAt);
    }

    [Fact]
    public async Task A_token_with_the_right_id_and_another_secret_is_refused()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var created = await TokenAsync(anna, new("ci"));
        var (_, other) = TokenText.Create();

        // The id of one, the secret of another, and a checksum that fits: only the hash tells.
        var forged = TokenText.WithChecksum(
            created.Text[..14] + other[14..^TokenText.ChecksumLength]
        );

        Assert.Equal(
            AccessErrors.InvalidCredential.Code,
            (await Authenticator.ByTokenAsync(forged, default)).Error!.Code
        );
        Assert.Null((await Authenticator.ByTokenAsync(created.Text, default)).Error);
    }

    [Fact]
    public async Task An_expired_and_a_revoked_token_say_so()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var expired = await TokenAsync(anna, new("short", Life: TimeSpan.FromDays(1)));
        var revoked = await TokenAsync(anna, new("long"));
        Assert.Null((await Tokens.RevokeAsync(anna, revoked.Details.Id, default)).Error);
        _core.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(
            AccessErrors.TokenExpired.Code,
            (await Authenticator.ByTokenAsync(expired.Text, default)).Error!.Code
        );
        Assert.Equal(
            AccessErrors.TokenRevoked.Code,
            (await Authenticator.ByTokenAsync(revoked.Text, default)).Error!.Code
        );
    }

    [Fact]
    public async Task Last_use_is_written_at_most_once_a_minute()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var created = await TokenAsync(anna, new("ci"));
        var first = _core.Clock.GetUtcNow();
        await Authenticator.ByTokenAsync(created.Text, default);
        _core.Clock.Advance(TimeSpan.FromSeconds(59));
        await Authenticator.ByTokenAsync(created.Text, default);

        await using var db = await _core.OpenAsync();
        Assert.Equal(first, (await db.ApiTokens().SingleAsync()).LastUsedAt);
        _core.Clock.Advance(TimeSpan.FromSeconds(2));
        await Authenticator.ByTokenAsync(created.Text, default);
        Assert.Equal(_core.Clock.GetUtcNow(), (await db.ApiTokens().SingleAsync()).LastUsedAt);
    }

    [Fact]
    public async Task A_token_loses_what_its_owner_loses()
    {
        var anna = await PersonAsync("anna", Maintainer, Manager);
        var created = await TokenAsync(anna, new("ci"));

        await ChangeAsync(Caller.System, "anna", [], [Maintainer]);

        var caller = (await Authenticator.ByTokenAsync(created.Text, default)).Value;
        Assert.Equal([Manager], caller.Grants);
    }

    [Fact]
    public async Task An_administrators_token_carries_only_what_it_was_made_for()
    {
        var root = await PersonAsync("root-person", Admin);
        var created = await TokenAsync(root, new("ci", [Uploader]));

        var caller = (await Authenticator.ByTokenAsync(created.Text, default)).Value;

        Assert.False(caller.IsAdministrator);
        Assert.Equal([Uploader], caller.Grants);
    }

    [Fact]
    public async Task Nobody_makes_a_token_that_carries_more_than_they_do()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var narrow = (
            await Authenticator.ByTokenAsync(
                (
                    await TokenAsync(await PersonAsync("root-person", Admin), new("x", [Uploader]))
                ).Text,
                default
            )
        ).Value;

        foreach (var grant in (Grant[])[Admin, Manager, new(Roles.ProjectMaintainer, "spice")])
        {
            await RefusedAsync(
                AccessErrors.TooMuch,
                () => Tokens.CreateAsync(anna, new("t", [grant]), default)
            );
        }

        await RefusedAsync(
            AccessErrors.TooMuch,
            () => Tokens.CreateAsync(narrow, new("t", [Admin]), default)
        );
        Assert.Equal([Uploader], (await TokenAsync(narrow, new("t"))).Details.Grants);
    }

    [Fact]
    public async Task A_token_made_with_a_token_does_not_outlive_it()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var parent = await TokenAsync(anna, new("parent", Life: TimeSpan.FromDays(2)));
        var caller = (await Authenticator.ByTokenAsync(parent.Text, default)).Value;

        await RefusedAsync(
            AccessErrors.TokenOutlives,
            () => Tokens.CreateAsync(caller, new("child", Life: TimeSpan.FromDays(3)), default)
        );
        var child = await TokenAsync(caller, new("child"));

        Assert.Equal(parent.Details.ExpiresAt, child.Details.ExpiresAt);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("two\nlines", 1)]
    [InlineData("ok", 0)]
    [InlineData("ok", 367)]
    public async Task A_token_request_out_of_bounds_is_refused(string name, int days)
    {
        var anna = await PersonAsync("anna", Maintainer);
        await RefusedAsync(
            AccessErrors.InvalidToken,
            () => Tokens.CreateAsync(anna, new(name, Life: TimeSpan.FromDays(days)), default)
        );
    }

    [Fact]
    public async Task A_maintainer_makes_robots_of_the_project_and_their_tokens_and_nobody_elses()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var bert = await PersonAsync("bert", new Grant(Roles.ProjectMaintainer, "spice"));
        var robot = await Accounts.CreateRobotAsync(anna, "qemu-ci", [Uploader], default);
        Assert.Null(robot.Error);

        var token = await TokenAsync(anna, new("ci", Robot: "qemu-ci"));
        var caller = (await Authenticator.ByTokenAsync(token.Text, default)).Value;

        Assert.Equal(("qemu-ci", CallerKind.Robot), (caller.Name, caller.Kind));
        Assert.Equal([Uploader], caller.Grants);
        await RefusedAsync(
            AccessErrors.Forbidden,
            () => Tokens.CreateAsync(bert, new("ci", Robot: "qemu-ci"), default)
        );
        await RefusedAsync(
            AccessErrors.NoSuchToken,
            () => Tokens.RevokeAsync(bert, token.Details.Id, default)
        );
        Assert.DoesNotContain(
            (await Tokens.ListAsync(bert, PageRequest.First, default)).Items,
            t => t.Id == token.Details.Id
        );
        Assert.Contains(
            (await Tokens.ListAsync(anna, PageRequest.First, default)).Items,
            t => t.Id == token.Details.Id
        );
        await RefusedAsync(
            AccessErrors.TooMuch,
            () => Accounts.CreateRobotAsync(anna, "other", [Manager], default)
        );
        await RefusedAsync(
            AccessErrors.TooMuch,
            () => Accounts.CreateRobotAsync(anna, "none", [], default)
        );
        await RefusedAsync(
            AccessErrors.Forbidden,
            () => Accounts.CreateRobotAsync(caller, "child", [Uploader], default)
        );
    }

    [Fact]
    public async Task A_robot_that_also_serves_another_project_is_managed_by_neither_maintainer_alone()
    {
        var anna = await PersonAsync("anna", Maintainer);
        await Accounts.CreateRobotAsync(anna, "qemu-ci", [Uploader], default);
        await ChangeAsync(
            Caller.System,
            "qemu-ci",
            [new Grant(Roles.ProjectUploader, "spice")],
            []
        );

        await RefusedAsync(
            AccessErrors.Forbidden,
            () => Tokens.CreateAsync(anna, new("ci", Robot: "qemu-ci"), default)
        );
    }

    [Fact]
    public async Task Roles_are_given_within_ones_own_scope_only()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var mona = await PersonAsync("mona", Manager);
        await PersonAsync("bert");

        await ChangeAsync(anna, "bert", [Uploader], []);
        await ChangeAsync(mona, "bert", [Manager], []);
        foreach (
            var (caller, grant) in ((Caller, Grant)[])
                [
                    (anna, Manager),
                    (anna, Admin),
                    (anna, new(Roles.ProjectUploader, "spice")),
                    (mona, Uploader),
                    (mona, new(Roles.ReleaseManager, "other")),
                ]
        )
        {
            await RefusedAsync(
                AccessErrors.Forbidden,
                () => Grants.ChangeAsync(caller, "bert", [grant], [], default)
            );
        }
    }

    [Theory]
    [InlineData("emperor", "qemu", "access.no-such-role")]
    [InlineData(Roles.Administrator, "qemu", "access.invalid-scope")]
    [InlineData(Roles.ProjectMaintainer, null, "access.invalid-scope")]
    [InlineData(Roles.ProjectMaintainer, "Q E M U", "access.invalid-scope")]
    public async Task A_grant_that_makes_no_sense_is_refused(
        string role,
        string? scope,
        string code
    )
    {
        await PersonAsync("bert");
        var result = await Grants.ChangeAsync(
            Caller.System,
            "bert",
            [new Grant(role, scope)],
            [],
            default
        );
        Assert.Equal(code, result.Error!.Code);
    }

    [Fact]
    public async Task The_last_manager_of_a_scope_stays_unless_an_administrator_decides()
    {
        var anna = await PersonAsync("anna", Maintainer);
        await RefusedAsync(
            AccessErrors.LastManager,
            () => Grants.ChangeAsync(anna, "anna", [], [Maintainer], default)
        );

        await ChangeAsync(Caller.System, "anna", [], [Maintainer]);

        await PersonAsync("only", Admin);
        await RefusedAsync(
            AccessErrors.LastManager,
            () => Grants.ChangeAsync(Caller.System, "only", [], [Admin], default)
        );
    }

    [Fact]
    public async Task Of_two_managers_who_remove_each_other_at_once_one_stays()
    {
        for (var round = 0; round < Rounds.Length; round++)
        {
            var scope = Rounds[round];
            var grant = new Grant(Roles.ProjectMaintainer, scope);
            var one = await PersonAsync($"one-{round}", grant);
            var two = await PersonAsync($"two-{round}", grant);

            var results = await Task.WhenAll(
                Task.Run(() => Grants.ChangeAsync(one, two.Name, [], [grant], default)),
                Task.Run(() => Grants.ChangeAsync(two, one.Name, [], [grant], default))
            );

            Assert.Single(results, r => r.Error is null);
            await using var db = await _core.OpenAsync();
            Assert.Equal(1, await db.HoldersOf(scope, Roles.ProjectMaintainer).CountAsync());
        }
    }

    [Fact]
    public async Task Accounts_and_robots_share_one_space_of_names()
    {
        await PersonAsync("anna");
        await RefusedAsync(
            AccessErrors.NameTaken,
            () => Accounts.CreateRobotAsync(Caller.System, "anna", [], default)
        );
        foreach (
            var name in (string[])["", "Anna", "a b", "portal", "anonymous", "root", new('a', 64)]
        )
        {
            await RefusedAsync(
                AccessErrors.InvalidName,
                () => Accounts.CreateAccountAsync(Caller.System, name, null, [], default)
            );
        }
    }

    [Fact]
    public async Task Everything_that_was_done_is_in_the_log()
    {
        var anna = await PersonAsync("anna", Maintainer);
        var token = await TokenAsync(anna, new("ci"));
        await Tokens.RevokeAsync(anna, token.Details.Id, default);

        var log = (
            await _core.Get<AuditLog>().ListAsync(Caller.System, new(), PageRequest.First, default)
        ).Value;
        Assert.Equal(
            [
                ("anna", "token.revoke", $"anna/{token.Details.Id}"),
                ("anna", "token.create", $"anna/{token.Details.Id}"),
                ("portal", "account.create", "anna"),
            ],
            log.Items.Where(e => e.Subject != "scopes").Select(e => (e.Actor, e.Action, e.Subject))
        );
        Assert.True((await _core.Get<AuditLog>().VerifyAsync(default)).Holds);
    }

    private TokenService Tokens => _core.Get<TokenService>();

    private GrantService Grants => _core.Get<GrantService>();

    private AccountService Accounts => _core.Get<AccountService>();

    private SignInService SignIn => _core.Get<SignInService>();

    private Authenticator Authenticator => _core.Get<Authenticator>();

    private async Task<Caller> PersonAsync(string name, params Grant[] grants)
    {
        var created = await Accounts.CreateAccountAsync(Caller.System, name, null, grants, default);
        Assert.Null(created.Error);
        return new Caller(name, CallerKind.Account, grants);
    }

    private async Task<CreatedToken> TokenAsync(Caller caller, TokenRequest request)
    {
        var created = await Tokens.CreateAsync(caller, request, default);
        Assert.Null(created.Error);
        return created.Value;
    }

    private async Task ChangeAsync(Caller caller, string holder, Grant[] give, Grant[] take) =>
        Assert.Null((await Grants.ChangeAsync(caller, holder, give, take, default)).Error);

    private static async Task RefusedAsync<T>(Error expected, Func<Task<Result<T>>> action) =>
        Assert.Equal(expected.Code, (await action()).Error?.Code);
}

public sealed class SqliteAccessTests() : AccessSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlAccessTests() : AccessSuite(DatabaseProvider.PostgreSql);
