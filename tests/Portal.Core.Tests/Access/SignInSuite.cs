using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Signing in by password and code, by token and by a proxy's word, on either database.</summary>
public abstract class SignInSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Setting = "correct horse battery staple, twice over";
    private static readonly Grant Maintainer = new(Roles.ProjectMaintainer, "qemu");
    private static readonly Grant Uploader = new(Roles.ProjectUploader, "qemu");
    private static readonly Grant Admin = new(Roles.Administrator, null);

    private TestCore _core = null!;
    private People _people = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(
            provider,
            services => services.Configure<AccessOptions>(o => o.AdminToken = Setting)
        );
        await Scopes.MakeAsync(_core);
        _people = new People(_core);
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task Name_password_and_code_sign_in_with_the_grants_of_the_account()
    {
        await _people.EnrolledAsync("anna", Maintainer);

        var session = await SignInAsync("anna", People.Password, await _people.CodeAsync("anna"));
        var caller = (await _people.CallerAsync(session.Value))!;

        Assert.Equal(("anna", SessionMethod.Password), (caller.Name, caller.Method));
        Assert.Equal([Maintainer], caller.Grants);
        Assert.False(caller.NeedsSecondFactor);
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same()
    {
        await _people.EnrolledAsync("anna");
        await _people.ByLinkAsync("without-password");
        await _people.EnrolledAsync("gone");
        await _core.Get<AccountStanding>().DisableAsync(Caller.System, "gone", default);
        await _core.Get<AccountService>().CreateRobotAsync(Caller.System, "robot", [], default);

        Error?[] refused =
        [
            (await SignInAsync("nobody", People.Password, "123456")).Error,
            (await SignInAsync("without-password", People.Password, "")).Error,
            (await SignInAsync("robot", People.Password, "")).Error,
            (await SignInAsync("gone", People.Password, await _people.CodeAsync("gone"))).Error,
            (await SignInAsync("anna", "another four words", await CodeAsync())).Error,
            (await SignInAsync("anna", People.Password, "")).Error,
            (await SignInAsync("anna", People.Password, "000000")).Error,
            (await SignInAsync(new string('a', 5000), new string('b', 5000), "")).Error,
        ];

        Assert.All(refused, e => Assert.Equal(AccessErrors.WrongCredentials, e));
        Assert.True((await SignInAsync("anna", People.Password, await CodeAsync())).Error is null);
    }

    [Fact]
    public async Task A_code_signs_in_once_however_many_try_at_the_same_time()
    {
        await _people.EnrolledAsync("anna");
        var code = await CodeAsync();

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    Task.Run(() =>
                        PasswordSignIn.SignInAsync(
                            "anna",
                            People.Password,
                            code,
                            new Origin(null, $"site-{i}", null),
                            default
                        )
                    )
                )
        );

        Assert.Single(results, r => r.Error is null);
        Assert.Equal(
            AccessErrors.WrongCredentials,
            (await SignInAsync("anna", People.Password, code)).Error
        );
    }

    [Fact]
    public async Task A_code_of_the_next_step_makes_those_before_it_worthless()
    {
        await _people.EnrolledAsync("anna");
        var (now, next) = (await CodeAsync(), await _people.CodeAsync("anna", steps: 1));

        Assert.Null((await SignInAsync("anna", People.Password, next)).Error);
        Assert.NotNull((await SignInAsync("anna", People.Password, now)).Error);
    }

    [Fact]
    public async Task A_recovery_code_stands_in_for_the_app_once()
    {
        var anna = await _people.EnrolledAsync("anna");
        var codes = (
            await Credentials.RenewRecoveryCodesAsync(anna, People.Password, default)
        ).Value;

        Assert.Equal(10, codes.Distinct().Count());
        Assert.Null(
            (
                await SignInAsync(
                    "anna",
                    People.Password,
                    $" {codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}"
                )
            ).Error
        );
        Assert.NotNull((await SignInAsync("anna", People.Password, codes[0])).Error);
        Assert.Equal(9, (await Credentials.ShowAsync(anna, default)).Value.RecoveryCodes);
        await using var db = await _core.OpenAsync();
        Assert.All(
            await db.Set<RecoveryCode>().ToListAsync(),
            c => Assert.DoesNotContain(codes, text => text == c.Hash.Hex)
        );
    }

    [Fact]
    public async Task A_recovery_code_of_somebody_else_is_worth_nothing()
    {
        var anna = await _people.EnrolledAsync("anna");
        await _people.EnrolledAsync("bert");
        var codes = (
            await Credentials.RenewRecoveryCodesAsync(anna, People.Password, default)
        ).Value;

        Assert.NotNull((await SignInAsync("bert", People.Password, codes[0])).Error);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_the_answer_does_not_tell_whether_the_name_exists()
    {
        await _people.EnrolledAsync("anna");
        foreach (var name in (string[])["anna", "nobody"])
        {
            for (var i = 0; i < SignInGuard.FreeTries; i++)
            {
                Assert.Equal(
                    AccessErrors.WrongCredentials,
                    (await SignInAsync(name, "wrong words here", "")).Error
                );
            }

            var refused = (await SignInAsync(name, People.Password, await CodeAsync())).Error!;
            Assert.Equal(AccessErrors.TooManyTries.Code, refused.Code);
            Assert.Equal("Wait 30 s.", refused.Detail);
        }

        _core.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await SignInAsync("anna", People.Password, await CodeAsync())).Error);
    }

    [Fact]
    public async Task Guessing_from_everywhere_locks_nobody_out_of_where_they_have_been()
    {
        await _people.EnrolledAsync("anna");
        Assert.Null(
            (await SignInAsync("anna", People.Password, await CodeAsync(), People.Home)).Error
        );
        for (var i = 0; i < SignInGuard.FailuresPerHour; i++)
        {
            await SignInAsync("anna", "wrong words here", "", new Origin(null, $"bot-{i}", null));
        }

        _core.Clock.Advance(TimeSpan.FromMinutes(2));
        var away = await SignInAsync("anna", People.Password, await CodeAsync(), People.Away);
        var home = await SignInAsync("anna", People.Password, await CodeAsync(), People.Home);
        Assert.Equal(AccessErrors.TooManyTries.Code, away.Error?.Code);
        Assert.Null(home.Error);

        _core.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(
            (await SignInAsync("anna", People.Password, await CodeAsync(), People.Away)).Error
        );
    }

    [Fact]
    public async Task A_refused_code_after_a_right_password_is_in_the_log()
    {
        await _people.EnrolledAsync("anna");
        await SignInAsync("anna", People.Password, "000000", People.Away);

        var log = await _core
            .Get<AuditLog>()
            .ListAsync(
                Caller.System,
                new AuditFilter("account.second-factor-refused"),
                PageRequest.First,
                default
            );
        var entry = Assert.Single(log.Value.Items);
        Assert.Equal(("anna", People.Away.Address), (entry.Subject, entry.Detail));
    }

    [Fact]
    public async Task A_password_without_the_second_factor_opens_nothing_but_its_set_up()
    {
        var anna = await _people.ByLinkAsync("anna", Maintainer);
        await Credentials.SetPasswordAsync(anna, "", People.Password, default);

        var session = (await SignInAsync("anna", People.Password, "")).Value;
        var caller = (await _people.CallerAsync(session))!;
        Assert.True(caller.NeedsSecondFactor);
        Assert.Empty(caller.Grants);
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await _core.Get<TokenService>().CreateAsync(caller, new("t"), default)).Error?.Code
        );

        var secret = Totp.NewSecret();
        var code = Totp.CodeOf(Base32.Decode(secret)!, Totp.StepAt(_core.Clock.GetUtcNow()));
        Assert.Null(
            (await Credentials.SetSecondFactorAsync(caller, "", secret, code, default)).Error
        );
        Assert.Equal([Maintainer], (await _people.CallerAsync(session))!.Grants);
    }

    [Fact]
    public async Task A_session_by_token_carries_what_the_token_does_and_ends_with_it()
    {
        var anna = await _people.ByLinkAsync("anna", Maintainer, Uploader);
        var token = (
            await _core
                .Get<TokenService>()
                .CreateAsync(anna, new("t", [Uploader], TimeSpan.FromHours(30)), default)
        ).Value;

        var session = (await TokenSignIn.SignInAsync(token.Text, People.Home, default)).Value;
        var caller = (await _people.CallerAsync(session))!;
        Assert.Equal([Uploader], caller.Grants);
        Assert.Equal(SessionMethod.Token, caller.Method);
        Assert.Equal(token.Details.ExpiresAt, caller.ValidUntil);
        await NotSelfAsync(caller);

        await _core.Get<GrantService>().ChangeAsync(Caller.System, "anna", [], [Uploader], default);
        Assert.Empty((await _people.CallerAsync(session))!.Grants);

        _core.Clock.Advance(TimeSpan.FromHours(20));
        Assert.NotNull(await _people.CallerAsync(session));
        _core.Clock.Advance(TimeSpan.FromHours(10));
        Assert.Null(await _people.CallerAsync(session));
        Assert.Equal(
            AccessErrors.TokenExpired.Code,
            (await TokenSignIn.SignInAsync(token.Text, People.Home, default)).Error?.Code
        );
    }

    [Fact]
    public async Task A_revoked_token_ends_the_sessions_that_it_began()
    {
        var anna = await _people.ByLinkAsync("anna", Maintainer);
        var token = (await _core.Get<TokenService>().CreateAsync(anna, new("t"), default)).Value;
        var session = (await TokenSignIn.SignInAsync(token.Text, People.Home, default)).Value;

        await _core.Get<TokenService>().RevokeAsync(anna, token.Details.Id, default);

        Assert.Null(await _people.CallerAsync(session));
        Assert.NotNull(await _people.CallerAsync(anna.Session!.Value));
    }

    [Fact]
    public async Task The_token_of_the_settings_signs_in_as_admin()
    {
        await _core.Get<AccessBootstrap>().RunAsync(default);
        var session = (await TokenSignIn.SignInAsync(Setting, People.Home, default)).Value;

        var caller = (await _people.CallerAsync(session))!;
        Assert.Equal("admin", caller.Name);
        Assert.True(caller.IsAdministrator);
        Assert.Equal(
            AccessErrors.InvalidCredential.Code,
            (await TokenSignIn.SignInAsync("gtp_nonsense", People.Home, default)).Error?.Code
        );
    }

    [Fact]
    public async Task A_proxy_names_accounts_that_exist_and_makes_others_only_where_told_to()
    {
        await _people.ByLinkAsync("anna", Maintainer);
        await _core.Get<AccountService>().CreateRobotAsync(Caller.System, "robot", [], default);

        var anna = (await ProxyAsync("anna", create: false)).Value;
        Assert.Equal([Maintainer], anna.Grants);
        Assert.Null(anna.Session);
        Assert.Equal(
            AccessErrors.UnknownToPortal.Code,
            (await ProxyAsync("bert", create: false)).Error?.Code
        );
        var bert = (await ProxyAsync("bert", create: true)).Value;
        Assert.Empty(bert.Grants);
        Assert.NotNull((await ProxyAsync("bert", create: false)).Value);
        foreach (var name in (string[])["", "Bert", "portal", "a,b", "robot"])
        {
            Assert.NotNull((await ProxyAsync(name, create: true)).Error);
        }

        await _core.Get<AccountStanding>().DisableAsync(Caller.System, "bert", default);
        Assert.Equal(
            AccessErrors.Disabled.Code,
            (await ProxyAsync("bert", create: true)).Error?.Code
        );
    }

    [Fact]
    public async Task A_proxys_visitor_is_made_once_however_many_requests_come_at_once()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => ProxyAsync("new-one", create: true)))
        );

        Assert.All(results, r => Assert.Equal("new-one", r.Value.Name));
    }

    private PasswordSignIn PasswordSignIn => _core.Get<PasswordSignIn>();

    private TokenSignIn TokenSignIn => _core.Get<TokenSignIn>();

    private CredentialService Credentials => _core.Get<CredentialService>();

    private Task<string> CodeAsync() => _people.CodeAsync("anna");

    private Task<Result<Guid>> SignInAsync(
        string name,
        string password,
        string code,
        Origin? origin = null
    ) => PasswordSignIn.SignInAsync(name, password, code, origin ?? People.Home, default);

    private Task<Result<Caller>> ProxyAsync(string name, bool create) =>
        _core.Get<ProxySignIn>().ByNameAsync(name, create, People.Home, default);

    /// <summary>A part of a person's rights must not become the person.</summary>
    private async Task NotSelfAsync(Caller caller)
    {
        Error?[] refused =
        [
            (await Credentials.ShowAsync(caller, default)).Error,
            (await Credentials.SetPasswordAsync(caller, "", People.Password, default)).Error,
            (
                await Credentials.SetSecondFactorAsync(
                    caller,
                    "",
                    Totp.NewSecret(),
                    "123456",
                    default
                )
            ).Error,
            (await Credentials.RenewRecoveryCodesAsync(caller, "", default)).Error,
            (await _core.Get<SessionService>().ListAsync(caller, default)).Error,
            (await _core.Get<SessionService>().EndOthersAsync(caller, default)).Error,
            (await _core.Get<SessionService>().EndAsync(caller, Guid.Empty, default)).Error,
        ];
        Assert.All(refused, e => Assert.Equal(AccessErrors.NotThisSession, e));
    }
}

public sealed class SqliteSignInTests() : SignInSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlSignInTests() : SignInSuite(DatabaseProvider.PostgreSql);
