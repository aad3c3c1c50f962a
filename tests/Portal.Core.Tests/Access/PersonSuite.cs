using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Access;

/// <summary>A person's own password, second factor and sessions; accounts in and out of use; what is swept.</summary>
public abstract class PersonSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Other = "some quite different words";
    private static readonly Grant Admin = new(Roles.Administrator, null);
    private static readonly Grant Maintainer = new(Roles.ProjectMaintainer, "qemu");

    private TestCore _core = null!;
    private People _people = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await Scopes.MakeAsync(_core);
        _people = new People(_core);
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task A_new_password_needs_the_old_one_and_ends_the_other_sessions()
    {
        await _people.EnrolledAsync("anna");
        var here = await SignedInAsync("anna");
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        var there = await SignedInAsync("anna");

        Assert.Equal(
            AccessErrors.WrongPassword,
            (await Credentials.SetPasswordAsync(here, "not the old one", Other, default)).Error
        );
        Assert.NotNull(await _people.CallerAsync(there.Session!.Value));
        Assert.Null(
            (await Credentials.SetPasswordAsync(here, People.Password, Other, default)).Error
        );

        Assert.NotNull(await _people.CallerAsync(here.Session!.Value));
        Assert.Null(await _people.CallerAsync(there.Session!.Value));
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await SignInAsync("anna", Other)).Error);
        Assert.NotNull((await SignInAsync("anna", People.Password)).Error);
    }

    [Fact]
    public async Task Whoever_sits_down_at_an_open_session_does_not_find_the_password_by_trying()
    {
        await _people.EnrolledAsync("anna");
        var here = await SignedInAsync("anna");
        for (var i = 0; i < SignInGuard.FreeTries; i++)
        {
            await Credentials.SetPasswordAsync(here, $"guess number {i}", Other, default);
        }

        Assert.Equal(
            AccessErrors.TooManyTries.Code,
            (await Credentials.SetPasswordAsync(here, People.Password, Other, default)).Error?.Code
        );
    }

    [Fact]
    public async Task A_fresh_one_time_link_is_the_way_back_for_who_forgot_the_password()
    {
        await _people.EnrolledAsync("anna");
        var back = await _people.LinkAsync("anna");

        Assert.False((await Credentials.ShowAsync(back, default)).Value.NeedsPassword);
        Assert.Null((await Credentials.SetPasswordAsync(back, "", Other, default)).Error);

        _core.Clock.Advance(CredentialService.Fresh);
        Assert.True((await Credentials.ShowAsync(back, default)).Value.NeedsPassword);
        Assert.Equal(
            AccessErrors.WrongPassword,
            (await Credentials.SetPasswordAsync(back, "", People.Password, default)).Error
        );
    }

    [Theory]
    [InlineData("eleven char")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("anna-the-one-12")]
    public async Task A_password_that_is_easy_to_guess_is_refused(string password)
    {
        var anna = await _people.ByLinkAsync("anna-the-one");
        Assert.Equal(
            AccessErrors.WeakPassword.Code,
            (await Credentials.SetPasswordAsync(anna, "", password, default)).Error?.Code
        );
    }

    [Fact]
    public async Task The_app_is_set_up_by_its_own_code_and_a_new_one_ends_the_old()
    {
        await _people.EnrolledAsync("anna");
        var here = await SignedInAsync("anna");
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        var there = await SignedInAsync("anna");
        var old = await _people.CodeAsync("anna", steps: 1);
        var secret = Totp.NewSecret();

        Assert.Equal(
            AccessErrors.WrongPassword,
            (
                await Credentials.SetSecondFactorAsync(here, "", secret, CodeOf(secret), default)
            ).Error
        );
        Assert.Equal(
            AccessErrors.WrongCode,
            (
                await Credentials.SetSecondFactorAsync(here, People.Password, secret, old, default)
            ).Error
        );
        Assert.Equal(
            AccessErrors.WrongCode,
            (
                await Credentials.SetSecondFactorAsync(
                    here,
                    People.Password,
                    "AAAA",
                    "123456",
                    default
                )
            ).Error
        );
        var codes = await Credentials.SetSecondFactorAsync(
            here,
            People.Password,
            secret,
            CodeOf(secret),
            default
        );

        Assert.Equal(10, codes.Value.Count);
        Assert.Null(await _people.CallerAsync(there.Session!.Value));
        Assert.NotNull(
            (
                await _core
                    .Get<PasswordSignIn>()
                    .SignInAsync("anna", People.Password, old, People.Home, default)
            ).Error
        );
        // The code that proved the app does not sign in as well.
        Assert.NotNull((await SignInAsync("anna", People.Password)).Error);
    }

    [Fact]
    public async Task Sessions_are_listed_with_where_they_came_from_and_ended_one_or_all()
    {
        await _people.EnrolledAsync("anna");
        await _people.EnrolledAsync("bert");
        var here = await SignedInAsync("anna");
        var foreign = await SignedInAsync("bert");
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        var there = await SignedInAsync("anna", People.Away);

        var list = (await Sessions.ListAsync(here, default)).Value;
        Assert.Equal(3, list.Count);
        Assert.Equal(here.Session, Assert.Single(list, s => s.IsThis).Id);
        var away = list.Single(s => s.Id == there.Session);
        Assert.Equal(
            (SessionMethod.Password, "198.51.100.7", "curl", _core.Clock.GetUtcNow()),
            (away.Method, away.Address, away.Agent, away.CreatedAt)
        );

        Assert.Equal(
            AccessErrors.NoSuchSession,
            (await Sessions.EndAsync(here, foreign.Session!.Value, default)).Error
        );
        Assert.Null((await Sessions.EndAsync(here, there.Session!.Value, default)).Error);
        Assert.Null(await _people.CallerAsync(there.Session!.Value));
        Assert.Equal(1, (await Sessions.EndOthersAsync(here, default)).Value);
        Assert.Single((await Sessions.ListAsync(here, default)).Value);
        Assert.NotNull(await _people.CallerAsync(foreign.Session!.Value));
    }

    [Fact]
    public async Task A_disabled_account_has_no_session_no_token_and_no_link()
    {
        await _people.ByLinkAsync("root-person", Admin);
        var anna = await _people.EnrolledAsync("anna", Maintainer);
        var token = (await _core.Get<TokenService>().CreateAsync(anna, new("t"), default)).Value;
        var link = (
            await _core.Get<SignInService>().CreateLinkAsync(Caller.System, "anna", default)
        ).Value;

        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await Standing.DisableAsync(anna, "anna", default)).Error?.Code
        );
        Assert.Null((await Standing.DisableAsync(Caller.System, "anna", default)).Error);

        Assert.Null(await _people.CallerAsync(anna.Session!.Value));
        Assert.NotNull((await SignInAsync("anna", People.Password)).Error);
        Assert.Equal(
            AccessErrors.TokenRevoked.Code,
            (await _core.Get<Authenticator>().ByTokenAsync(token.Text, default)).Error?.Code
        );
        Assert.NotNull(
            (await _core.Get<SignInService>().RedeemAsync(link.Code, Origin.None, default)).Error
        );
        Assert.Equal(
            AccessErrors.Disabled.Code,
            (await _core.Get<SignInService>().CreateLinkAsync(Caller.System, "anna", default))
                .Error
                ?.Code
        );

        Assert.Null((await Standing.EnableAsync(Caller.System, "anna", default)).Error);
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await SignedInAsync("anna");
        Assert.Equal([Maintainer], again.Grants);
    }

    [Fact]
    public async Task Of_two_administrators_who_disable_each_other_one_stays()
    {
        var one = await _people.ByLinkAsync("one", Admin);
        var two = await _people.ByLinkAsync("two", Admin);

        var results = await Task.WhenAll(
            Task.Run(() => Standing.DisableAsync(one, "two", default)),
            Task.Run(() => Standing.DisableAsync(two, "one", default))
        );

        Assert.Single(results, r => r.Error is null);
        Assert.Single(results, r => r.Error?.Code == AccessErrors.LastAdministrator.Code);
    }

    [Fact]
    public async Task A_title_is_ones_own_or_an_administrators_choice()
    {
        var anna = await _people.ByLinkAsync("anna");
        await _people.ByLinkAsync("bert");
        var accounts = _core.Get<AccountService>();

        Assert.Null((await accounts.SetTitleAsync(anna, "anna", " Anna A. ", default)).Error);
        Assert.Equal("Anna A.", (await accounts.FindAsync(anna, "anna", default))!.Title);
        Assert.NotNull((await accounts.SetTitleAsync(anna, "bert", "x", default)).Error);
        Assert.NotNull((await accounts.SetTitleAsync(anna, "anna", "a\nb", default)).Error);
        Assert.Null(await accounts.FindAsync(anna, "bert", default));
    }

    [Fact]
    public async Task What_nobody_can_use_any_more_is_swept_and_what_is_in_use_stays()
    {
        var anna = await _people.ByLinkAsync("anna");
        await _core
            .Get<InvitationService>()
            .CreateAsync(await _people.ByLinkAsync("root-person", Admin), [], null, 1, default);
        Assert.Equal(0, await _core.Get<AccessSweep>().RunAsync(default));

        for (var day = 0; day < 100; day++)
        {
            _core.Clock.Advance(TimeSpan.FromHours(23));
            Assert.NotNull(await _people.CallerAsync(anna.Session!.Value));
        }

        // Two links, the session of the other, the invitation.
        Assert.Equal(4, await _core.Get<AccessSweep>().RunAsync(default));
        Assert.NotNull(await _people.CallerAsync(anna.Session!.Value));
    }

    private CredentialService Credentials => _core.Get<CredentialService>();

    private SessionService Sessions => _core.Get<SessionService>();

    private AccountStanding Standing => _core.Get<AccountStanding>();

    private string CodeOf(string secret) =>
        Totp.CodeOf(Base32.Decode(secret)!, Totp.StepAt(_core.Clock.GetUtcNow()));

    private async Task<Result<Guid>> SignInAsync(
        string name,
        string password,
        Origin? origin = null
    ) =>
        await _core
            .Get<PasswordSignIn>()
            .SignInAsync(
                name,
                password,
                await _people.CodeAsync(name),
                origin ?? People.Home,
                default
            );

    private async Task<Caller> SignedInAsync(string name, Origin? origin = null) =>
        (await _people.CallerAsync((await SignInAsync(name, People.Password, origin)).Value))!;
}

public sealed class SqlitePersonTests() : PersonSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlPersonTests() : PersonSuite(DatabaseProvider.PostgreSql);
