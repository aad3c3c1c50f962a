using Portal.Access;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Projects;

public abstract class ProjectSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        foreach (var name in (string[])["anna", "bert"])
        {
            await _core
                .Get<AccountService>()
                .CreateAccountAsync(Caller.System, name, null, [], default);
        }

        await Projects.CreateAsync(Caller.System, "qemu", "QEMU", default);
        await Members.SetAsync(Caller.System, "qemu", "anna", Roles.ProjectMaintainer, default);
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    private static readonly Caller Anna = new(
        "anna",
        CallerKind.Account,
        [new Grant(Roles.ProjectMaintainer, "qemu")]
    );

    private static readonly Caller Bert = new(
        "bert",
        CallerKind.Account,
        [new Grant(Roles.ProjectUploader, "qemu")]
    );

    private ProjectService Projects => _core.Get<ProjectService>();

    private MemberService Members => _core.Get<MemberService>();

    [Fact]
    public async Task A_project_is_made_once_by_an_administrator()
    {
        Assert.Equal("QEMU", (await Projects.FindAsync("qemu", default))!.Title);
        Assert.Equal(
            ProjectErrors.NameTaken.Code,
            (await Projects.CreateAsync(Caller.System, "qemu", "Again", default)).Error!.Code
        );
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await Projects.CreateAsync(Anna, "mine", "Mine", default)).Error!.Code
        );
        Assert.Null(await Projects.FindAsync("mine", default));
    }

    [Theory]
    [InlineData("QEMU", "t", "project.invalid-name")]
    [InlineData("latest", "t", "project.invalid-name")]
    [InlineData("request", "t", "project.invalid-name")]
    [InlineData("ok", "", "project.invalid-title")]
    [InlineData("ok", "two\nlines", "project.invalid-title")]
    public async Task Names_and_titles_have_bounds(string name, string title, string code) =>
        Assert.Equal(
            code,
            (await Projects.CreateAsync(Caller.System, name, title, default)).Error!.Code
        );

    [Fact]
    public async Task Projects_are_listed_by_name_page_by_page()
    {
        await Projects.CreateAsync(Caller.System, "aaa", "A", default);
        await Projects.CreateAsync(Caller.System, "zzz", "Z", default);

        var first = await Projects.ListAsync(new PageRequest(2), default);
        var second = await Projects.ListAsync(new PageRequest(2, first.Next), default);

        Assert.Equal(["aaa", "qemu"], first.Items.Select(p => p.Name));
        Assert.Equal(["zzz"], second.Items.Select(p => p.Name));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_member_has_exactly_one_role_which_a_maintainer_changes()
    {
        Assert.Null(
            (await Members.SetAsync(Anna, "qemu", "bert", Roles.ProjectUploader, default)).Error
        );
        Assert.Null(
            (await Members.SetAsync(Anna, "qemu", "bert", Roles.ProjectMaintainer, default)).Error
        );

        var members = (await Members.ListAsync(Anna, "qemu", PageRequest.First, default)).Value;

        Assert.Equal(
            [
                new Member("anna", CallerKind.Account, Roles.ProjectMaintainer),
                new Member("bert", CallerKind.Account, Roles.ProjectMaintainer),
            ],
            members.Items
        );
        Assert.Null((await Members.RemoveAsync(Anna, "qemu", "bert", default)).Error);
        Assert.Equal(
            ProjectErrors.NotAMember.Code,
            (await Members.RemoveAsync(Anna, "qemu", "bert", default)).Error!.Code
        );
    }

    [Fact]
    public async Task The_last_maintainer_can_neither_leave_nor_step_down()
    {
        Assert.Equal(
            AccessErrors.LastManager.Code,
            (await Members.RemoveAsync(Anna, "qemu", "anna", default)).Error!.Code
        );
        Assert.Equal(
            AccessErrors.LastManager.Code,
            (await Members.SetAsync(Anna, "qemu", "anna", Roles.ProjectUploader, default))
                .Error!
                .Code
        );

        Assert.Null((await Members.RemoveAsync(Caller.System, "qemu", "anna", default)).Error);
    }

    [Fact]
    public async Task An_uploader_sees_the_members_and_changes_none()
    {
        Assert.Null((await Members.ListAsync(Bert, "qemu", PageRequest.First, default)).Error);
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await Members.SetAsync(Bert, "qemu", "bert", Roles.ProjectMaintainer, default))
                .Error!
                .Code
        );
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await Members.RemoveAsync(Bert, "qemu", "anna", default)).Error!.Code
        );
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await Members.ListAsync(Caller.Anonymous, "qemu", PageRequest.First, default))
                .Error!
                .Code
        );
    }

    [Fact]
    public async Task Errors_name_what_is_missing()
    {
        Assert.Equal(
            ProjectErrors.NotFound.Code,
            (await Members.SetAsync(Caller.System, "spice", "bert", Roles.ProjectUploader, default))
                .Error!
                .Code
        );
        Assert.Equal(
            AccessErrors.NoSuchPrincipal.Code,
            (await Members.SetAsync(Anna, "qemu", "ghost", Roles.ProjectUploader, default))
                .Error!
                .Code
        );
        Assert.Equal(
            ProjectErrors.InvalidRole.Code,
            (await Members.SetAsync(Anna, "qemu", "bert", Roles.Administrator, default)).Error!.Code
        );
    }
}

public sealed class SqliteProjectTests() : ProjectSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlProjectTests() : ProjectSuite(DatabaseProvider.PostgreSql);
