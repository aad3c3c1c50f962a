using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Invitations: who makes them, what they are worth, and that they work once.</summary>
public abstract class InvitationSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Grant Admin = new(Roles.Administrator, null);
    private static readonly Grant Maintainer = new(Roles.ProjectMaintainer, "qemu");
    private static readonly Grant Uploader = new(Roles.ProjectUploader, "qemu");
    private static readonly Grant Manager = new(Roles.ReleaseManager, "guest-tools");

    private TestCore _core = null!;
    private People _people = null!;
    private Caller _admin = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await Scopes.MakeAsync(_core);
        _people = new People(_core);
        _admin = await _people.ByLinkAsync("root-person", Admin);
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task The_invited_makes_an_account_with_the_grants_and_sets_up_the_second_factor()
    {
        var made = await MakeAsync(_admin, Maintainer, Manager);
        Assert.DoesNotContain(made.Code, made.ToString(), StringComparison.Ordinal);
        Assert.NotNull(await Acceptance.FindAsync(made.Code, default));

        var session = await AcceptAsync(made.Code, "anna");
        var caller = (await _people.CallerAsync(session.Value))!;
        Assert.True(caller.NeedsSecondFactor);
        Assert.Empty(caller.Grants);

        var secret = Totp.NewSecret();
        var code = Totp.CodeOf(Base32.Decode(secret)!, Totp.StepAt(_core.Clock.GetUtcNow()));
        var codes = await _core
            .Get<CredentialService>()
            .SetSecondFactorAsync(caller, "", secret, code, default);
        Assert.Equal(10, codes.Value.Count);
        caller = (await _people.CallerAsync(session.Value))!;
        Assert.Equal([Maintainer, Manager], caller.Grants);
        var account = await _core.Get<AccountService>().FindAsync(_admin, "anna", default);
        Assert.Equal("Anna", account!.Title);
    }

    [Fact]
    public async Task An_invitation_works_once_however_many_try_at_the_same_time()
    {
        var made = await MakeAsync(_admin, Uploader);

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(i => Task.Run(() => AcceptAsync(made.Code, $"person-{i}")))
        );

        Assert.Single(results, r => r.Error is null);
        Assert.Equal(4, results.Count(r => r.Error?.Code == AccessErrors.InvitationNotValid.Code));
        Assert.Null(await Acceptance.FindAsync(made.Code, default));
    }

    [Fact]
    public async Task A_name_that_is_taken_does_not_use_the_invitation_up()
    {
        var made = await MakeAsync(_admin, Uploader);

        Assert.Equal(
            AccessErrors.NameTaken.Code,
            (await AcceptAsync(made.Code, "root-person")).Error?.Code
        );
        Assert.Equal(
            AccessErrors.InvalidName.Code,
            (await AcceptAsync(made.Code, "A B")).Error?.Code
        );
        Assert.Equal(
            AccessErrors.WeakPassword.Code,
            (await Acceptance.AcceptAsync(made.Code, "anna", null, "short", Origin.None, default))
                .Error
                ?.Code
        );
        Assert.Null((await AcceptAsync(made.Code, "anna")).Error);
    }

    [Fact]
    public async Task An_invitation_ends_by_time_and_by_revoking()
    {
        var late = await MakeAsync(_admin, Uploader);
        var revoked = await MakeAsync(_admin, Uploader);
        Assert.Null((await Service.RevokeAsync(_admin, revoked.Details.Id, default)).Error);
        Assert.NotNull((await AcceptAsync(revoked.Code, "anna")).Error);

        _core.Clock.Advance(TimeSpan.FromDays(7));
        Assert.NotNull((await AcceptAsync(late.Code, "anna")).Error);
        Assert.NotNull((await AcceptAsync("never-was-one", "anna")).Error);
    }

    [Fact]
    public async Task A_maintainer_invites_to_the_roles_of_the_own_scope_only()
    {
        var mia = await _people.ByLinkAsync("mia", Maintainer);
        var una = await _people.ByLinkAsync("una", Uploader);
        var made = await MakeAsync(mia, Uploader);

        foreach (
            var grants in (Grant[][])
                [
                    [Manager],
                    [Admin],
                    [],
                    [Uploader, Manager],
                    [new(Roles.ProjectUploader, "spice")],
                ]
        )
        {
            Assert.Equal(
                AccessErrors.TooMuch.Code,
                (await Service.CreateAsync(mia, grants, null, 7, default)).Error?.Code
            );
        }

        Assert.NotNull((await Service.CreateAsync(una, [Uploader], null, 7, default)).Error);
        Assert.Equal(
            [made.Details.Id],
            (await Service.ListAsync(mia, PageRequest.First, default)).Items.Select(i => i.Id)
        );
        Assert.Empty((await Service.ListAsync(una, PageRequest.First, default)).Items);
        Assert.Equal(
            AccessErrors.NoSuchInvitation,
            (await Service.RevokeAsync(una, made.Details.Id, default)).Error
        );
    }

    [Fact]
    public async Task Who_lost_the_right_to_give_a_role_does_not_give_it_by_an_old_link()
    {
        var mia = await _people.ByLinkAsync("mia", Maintainer);
        var made = await MakeAsync(mia, Uploader);
        await _core
            .Get<GrantService>()
            .ChangeAsync(Caller.System, "mia", [], [Maintainer], default);

        Assert.Null(await Acceptance.FindAsync(made.Code, default));
        Assert.NotNull((await AcceptAsync(made.Code, "anna")).Error);
    }

    [Fact]
    public async Task Invitations_have_bounds_and_robots_make_none()
    {
        foreach (var days in (int[])[0, 31])
        {
            Assert.Equal(
                AccessErrors.InvalidInvitation,
                (await Service.CreateAsync(_admin, [], null, days, default)).Error
            );
        }

        Assert.Equal(
            AccessErrors.InvalidInvitation,
            (await Service.CreateAsync(_admin, [], new string('x', 201), 7, default)).Error
        );
        Assert.Equal(
            AccessErrors.NoSuchScope.Code,
            (
                await Service.CreateAsync(
                    _admin,
                    [new(Roles.ProjectUploader, "no-such")],
                    null,
                    7,
                    default
                )
            )
                .Error
                ?.Code
        );
        var robot = new Caller("robot", CallerKind.Robot, [Maintainer]);
        Assert.NotNull((await Service.CreateAsync(robot, [Uploader], null, 7, default)).Error);
    }

    [Fact]
    public async Task Invitations_are_listed_newest_first_page_by_page()
    {
        var made = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            made.Insert(0, (await MakeAsync(_admin, Uploader)).Details.Id);
        }

        var first = await Service.ListAsync(_admin, new PageRequest(2), default);
        var second = await Service.ListAsync(_admin, new PageRequest(2, first.Next), default);

        Assert.Equal(made, first.Items.Concat(second.Items).Select(i => i.Id));
        Assert.Null(second.Next);
    }

    private InvitationService Service => _core.Get<InvitationService>();

    private InvitationAcceptance Acceptance => _core.Get<InvitationAcceptance>();

    private async Task<CreatedInvitation> MakeAsync(Caller caller, params Grant[] grants)
    {
        var made = await Service.CreateAsync(caller, grants, "for a test", 7, default);
        Assert.Null(made.Error);
        return made.Value;
    }

    private Task<Result<Guid>> AcceptAsync(string code, string name) =>
        Acceptance.AcceptAsync(code, name, "Anna", People.Password, People.Home, default);
}

public sealed class SqliteInvitationTests() : InvitationSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlInvitationTests() : InvitationSuite(DatabaseProvider.PostgreSql);
