using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Projects;

/// <summary>Asking for a project, and the members of products.</summary>
public abstract class ProjectRequestSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Caller Anna = new("anna", CallerKind.Account, []);
    private static readonly Caller Bert = new("bert", CallerKind.Account, []);

    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await Scopes.MakeAsync(_core);
        foreach (var name in (string[])["anna", "bert"])
        {
            await _core
                .Get<AccountService>()
                .CreateAccountAsync(Caller.System, name, null, [], default);
        }
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task An_approved_request_makes_the_project_and_its_maintainer()
    {
        var request = (await AskAsync(Anna, "virtio-win")).Value;
        Assert.Equal(1, await Requests.CountOpenAsync(Caller.System, default));
        Assert.Equal(0, await Requests.CountOpenAsync(Anna, default));

        var approved = (await Decision.ApproveAsync(Caller.System, request.Id, default)).Value;

        Assert.Equal(
            (ProjectRequestState.Approved, "portal", _core.Clock.GetUtcNow()),
            (approved.State, approved.AnsweredBy, approved.AnsweredAt)
        );
        Assert.Equal(
            "Title",
            (await _core.Get<ProjectService>().FindAsync("virtio-win", default))!.Title
        );
        var members = await _core
            .Get<MemberService>()
            .ListAsync(Caller.System, "virtio-win", PageRequest.First, default);
        Assert.Equal(
            ("anna", Roles.ProjectMaintainer),
            (members.Value.Items.Single().Name, members.Value.Items.Single().Role)
        );
    }

    [Fact]
    public async Task The_requester_reads_why_it_was_declined_and_nobody_else_sees_it()
    {
        var request = (await AskAsync(Anna, "virtio-win")).Value;
        Assert.Equal(
            ProjectErrors.InvalidReason,
            (await Decision.DeclineAsync(Caller.System, request.Id, " ", default)).Error
        );
        await Decision.DeclineAsync(Caller.System, request.Id, "It is part of qemu.", default);

        var own = (await Requests.ListAsync(Anna, null, PageRequest.First, default)).Items.Single();
        Assert.Equal(
            (ProjectRequestState.Declined, "It is part of qemu."),
            (own.State, own.Answer)
        );
        Assert.Empty((await Requests.ListAsync(Bert, null, PageRequest.First, default)).Items);
        Assert.Null(await _core.Get<ProjectService>().FindAsync("virtio-win", default));
        // Declined, it may be asked for again.
        Assert.Null((await AskAsync(Anna, "virtio-win")).Error);
    }

    [Fact]
    public async Task A_request_is_answered_once()
    {
        var request = (await AskAsync(Anna, "virtio-win")).Value;

        var results = await Task.WhenAll(
            Task.Run(() => Decision.ApproveAsync(Caller.System, request.Id, default)),
            Task.Run(() => Decision.DeclineAsync(Caller.System, request.Id, "no", default)),
            Task.Run(() => Decision.WithdrawAsync(Anna, request.Id, default))
        );

        Assert.Single(results, r => r.Error is null);
        Assert.All(
            results.Where(r => r.Error is not null),
            r => Assert.Equal(ProjectErrors.Answered, r.Error)
        );
        Assert.Equal(
            ProjectErrors.Answered,
            (await Decision.ApproveAsync(Caller.System, request.Id, default)).Error
        );
    }

    [Fact]
    public async Task Two_ask_for_one_name_and_one_gets_it()
    {
        var annas = (await AskAsync(Anna, "virtio-win")).Value;
        var berts = (await AskAsync(Bert, "virtio-win")).Value;
        Assert.Null((await Decision.ApproveAsync(Caller.System, berts.Id, default)).Error);

        Assert.Equal(
            ProjectErrors.NameTaken.Code,
            (await Decision.ApproveAsync(Caller.System, annas.Id, default)).Error?.Code
        );
        Assert.Equal(
            ProjectRequestState.Open,
            (await Requests.ListAsync(Anna, null, PageRequest.First, default)).Items.Single().State
        );
        Assert.Null(
            (await Decision.DeclineAsync(Caller.System, annas.Id, "Bert has it.", default)).Error
        );
    }

    [Theory]
    [InlineData("Q E", "t", "r", "project.invalid-name")]
    [InlineData("ok", " ", "r", "project.invalid-title")]
    [InlineData("ok", "t", " ", "project.invalid-reason")]
    [InlineData("qemu", "t", "r", "project.name-taken")]
    public async Task A_request_has_bounds(string name, string title, string reason, string code) =>
        Assert.Equal(
            code,
            (await Requests.CreateAsync(Anna, name, title, reason, default)).Error?.Code
        );

    [Fact]
    public async Task Nobody_asks_twice_for_one_or_for_too_many_or_answers_without_the_right()
    {
        var first = (await AskAsync(Anna, "new-1")).Value;
        Assert.Equal(ProjectErrors.Requested.Code, (await AskAsync(Anna, "new-1")).Error?.Code);
        for (var i = 2; i <= ProjectRequestService.Most; i++)
        {
            Assert.Null((await AskAsync(Anna, $"new-{i}")).Error);
        }

        Assert.Equal(ProjectErrors.TooManyRequests, (await AskAsync(Anna, "new-6")).Error);
        Assert.NotNull((await AskAsync(Caller.Anonymous, "new-7")).Error);
        foreach (var caller in (Caller[])[Anna, Bert])
        {
            Assert.NotNull((await Decision.ApproveAsync(caller, first.Id, default)).Error);
            Assert.NotNull((await Decision.DeclineAsync(caller, first.Id, "x", default)).Error);
        }

        Assert.Equal(
            ProjectErrors.NoSuchRequest,
            (await Decision.WithdrawAsync(Bert, first.Id, default)).Error
        );
        Assert.Null((await Decision.WithdrawAsync(Anna, first.Id, default)).Error);
        Assert.Equal(
            4,
            (
                await Requests.ListAsync(
                    Caller.System,
                    ProjectRequestState.Open,
                    PageRequest.First,
                    default
                )
            )
                .Items
                .Count
        );
    }

    [Fact]
    public async Task Release_managers_decide_on_the_members_of_their_product_and_of_no_other()
    {
        var members = _core.Get<ProductMembers>();
        var manager = new Caller(
            "mona",
            CallerKind.Account,
            [new Grant(Roles.ReleaseManager, "guest-tools")]
        );
        await _core
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, "mona", "Mona", manager.Grants, default);

        var set = await members.SetAsync(
            manager,
            "guest-tools",
            "anna",
            Roles.ReleaseManager,
            default
        );
        Assert.Null(set.Error);
        Assert.Equal(
            ["anna", "mona"],
            (
                await members.ListAsync(manager, "guest-tools", PageRequest.First, default)
            ).Value.Items.Select(m => m.Name)
        );
        Error?[] refused =
        [
            (await members.SetAsync(manager, "other", "anna", Roles.ReleaseManager, default)).Error,
            (await members.RemoveAsync(manager, "other", "anna", default)).Error,
            (await members.ListAsync(manager, "other", PageRequest.First, default)).Error,
            (await members.ListAsync(Bert, "guest-tools", PageRequest.First, default)).Error,
        ];
        Assert.All(refused, e => Assert.Equal(AccessErrors.Forbidden.Code, e?.Code));
        Assert.Equal(
            ProductErrors.InvalidRole.Code,
            (await members.SetAsync(manager, "guest-tools", "anna", Roles.ProjectUploader, default))
                .Error
                ?.Code
        );
        Assert.Equal(
            ProductErrors.NotAMember.Code,
            (await members.RemoveAsync(manager, "guest-tools", "bert", default)).Error?.Code
        );
        Assert.Equal(
            ProductErrors.NotFound.Code,
            (await members.ListAsync(Caller.System, "no-such", PageRequest.First, default))
                .Error
                ?.Code
        );
        Assert.Null((await members.RemoveAsync(manager, "guest-tools", "anna", default)).Error);
        Assert.Equal(
            AccessErrors.LastManager.Code,
            (await members.RemoveAsync(manager, "guest-tools", "mona", default)).Error?.Code
        );
    }

    [Fact]
    public async Task A_role_is_not_given_for_what_does_not_exist()
    {
        foreach (
            var grant in (Grant[])
                [
                    new(Roles.ProjectMaintainer, "no-such"),
                    new(Roles.ProjectUploader, "guest-tools"),
                    new(Roles.ReleaseManager, "qemu"),
                ]
        )
        {
            Error?[] refused =
            [
                (
                    await _core
                        .Get<GrantService>()
                        .ChangeAsync(Caller.System, "anna", [grant], [], default)
                ).Error,
                (
                    await _core
                        .Get<AccountService>()
                        .CreateAccountAsync(Caller.System, "new", null, [grant], default)
                ).Error,
                (
                    await _core
                        .Get<AccountService>()
                        .CreateRobotAsync(Caller.System, "new", [grant], default)
                ).Error,
            ];
            Assert.All(refused, e => Assert.Equal(AccessErrors.NoSuchScope.Code, e?.Code));
        }

        // What a concept does not have yet is taken as it is named.
        Assert.Null(
            (
                await _core
                    .Get<GrantService>()
                    .ChangeAsync(Caller.System, "anna", [new(Roles.Lab, "lab-1")], [], default)
            ).Error
        );
    }

    private ProjectRequestService Requests => _core.Get<ProjectRequestService>();

    private ProjectRequestDecision Decision => _core.Get<ProjectRequestDecision>();

    private Task<Result<ProjectRequest>> AskAsync(Caller caller, string name) =>
        Requests.CreateAsync(caller, name, "Title", "We make drivers.", default);
}

public sealed class SqliteProjectRequestTests() : ProjectRequestSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlProjectRequestTests()
    : ProjectRequestSuite(DatabaseProvider.PostgreSql);
